"""`clean_text` on texts written for this file, modelled on how pages look when their elements are gone.

A text is written a line a line with its label before it: a field (`title`, `standfirst`, `caption`, `dateline`), `body`,
a reason of `REASONS`, or `-` for any reason. `@name` stands for the paragraphs of a story below. The text that is
cleaned is what stands behind the labels.
"""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import clean_text
from cleaners.article import REASONS
from cleaners.normal import normal_form
from tests.deadline import soon

STORIES = {
    "olives": """
بدأ مزارعو القرى الجبلية موسم قطاف الزيتون هذا الأسبوع، وسط توقعات بأن يزيد الإنتاج على ما كان عليه في العام الماضي.
وقال رئيس الجمعية التعاونية إن الأمطار التي هطلت في الربيع أنعشت الأشجار، وإن المعاصر جهزت لاستقبال الثمار.
وأضاف أن سعر الصفيحة لن يتغير كثيرا، مشيرا إلى اتفاق بين المنتجين والتجار.
وتشغل هذه الزراعة نحو ألفي أسرة في المنطقة.
""",
    "match": """
حسم فريق الميناء مباراته أمام جاره السكة بهدفين مقابل هدف واحد، في لقاء شهد حضورا جماهيريا كبيرا.
وسجل الهدف الأول لاعب الوسط من ركلة حرة مباشرة في الدقيقة العشرين، قبل أن يعادل الضيوف النتيجة.
وجاء هدف الفوز في الوقت بدل الضائع بعد هجمة سريعة قادها الجناح الأيسر.
""",
    "council": """
ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية من المدينة.
وأوضحت رئيسة المجلس أن التمويل متوافر، وأن العمل يبدأ بعد شهرين على أبعد تقدير.
وطالب عدد من الأعضاء بإشراك السكان في مراحل التنفيذ كلها.
""",
    "museum": """
أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.
وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "harbour": """
رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
وقال مدير الأرصفة إن الرافعات تعمل من جديد، وإن ثلاث سفن تنتظر دورها في عرض البحر.
ولم تسجل إصابات بين العمال، لكن المخازن القديمة تحتاج إلى إصلاح.
""",
    "unstopped": """
دعت إدارة الغابات سكان القرى القريبة من الجبل إلى عدم إشعال النار في العراء طوال أيام الصيف الحالي
وقالت الإدارة إن فرقها تراقب المنطقة من ثلاثة أبراج جديدة بنيت قرب الطريق القديم
وينتظر أن تصل طائرة إطفاء إلى المطار المحلي قبل نهاية الشهر
""",
    "short": """
افتتحت مكتبة عامة جديدة في الحي القديم وتضم عشرة آلاف كتاب. وتستقبل المكتبة القراء كل يوم عدا الجمعة.
""",
    "unended": """
أعلنت إدارة السدود أن منسوب المياه ارتفع نصف متر بعد أمطار الأيام الثلاثة الأخيرة، وأن الوضع تحت السيطرة
وأضافت في بيان أن فرقها تتابع المجاري على مدار الساعة، وأن القرى القريبة من الوادي أبلغت بما يلزم
ودعت الأهالي إلى الابتعاد عن ضفاف الأنهار وعدم السباحة فيها حتى نهاية الأسبوع الحالي
""",
}

TEXTS = {
    # --- aawsat as it is now: the head stands twice around TT, cards behind the story, then another article
    "aawsat now": """
title| مزارعو الجبال يبدأون قطاف الزيتون وسط توقعات بموسم وفير
standfirst| المعاصر جاهزة وسعر الصفيحة مستقر
caption| مزارعة تقطف الزيتون في إحدى القرى الجبلية (الشرق الأوسط)
repeated-caption| مزارعة تقطف الزيتون في إحدى القرى الجبلية (الشرق الأوسط)
control| TT
repeated-title| مزارعو الجبال يبدأون قطاف الزيتون وسط توقعات بموسم وفير
repeated-caption| مزارعة تقطف الزيتون في إحدى القرى الجبلية (الشرق الأوسط)
repeated-caption| مزارعة تقطف الزيتون في إحدى القرى الجبلية (الشرق الأوسط)
@olives
related| مقالات ذات صلة
related| اقتصاد
related| عامل في معصرة تقليدية جنوب البلاد (رويترز)
related| المعاصر التقليدية تستعيد زبائنها في المدن الكبرى
related| عاد الإقبال على الزيت المعصور على الحجر، ويقول أصحاب المعاصر إن الطلب تضاعف خلال عامين.
related| «الشرق الأوسط» (عمان)
related| يوميات الشرق
related| خبير يذوق الزيت في مختبر حكومي (أ.ف.ب)
related| كيف يعرف الخبراء الزيت الجيد من رائحته؟
related| ليلى المصري (تونس)
""",
    "aawsat now, no caption": """
title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية
control| TT
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية
@council
""",
    "aawsat now, another article behind": """
title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
standfirst| مئتا قطعة تعرض للمرة الأولى
control| TT
repeated-title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
@museum
next-article| سفينة القمح الأولى تصل إلى الميناء منذ العاصفة
next-article| رافعات الميناء تفرغ حمولة السفينة (رويترز)
next-article| رافعات الميناء تفرغ حمولة السفينة (رويترز)
next-article| TT
next-article| سفينة القمح الأولى تصل إلى الميناء منذ العاصفة
next-article| رافعات الميناء تفرغ حمولة السفينة (رويترز)
next-article| رافعات الميناء تفرغ حمولة السفينة (رويترز)
next-article| رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
""",
    "aawsat now, related in the middle": """
title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
control| TT
repeated-title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
body| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
related| مقالات ذات صلة
related| ثقافة وفنون
related| ترميم سقف المسرح الكبير ينتهي قبل موعده
related| «الشرق الأوسط» (الرباط)
body| وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.
body| وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    # --- the archive of aawsat: no second title
    "aawsat archive": """
title| المجلس البلدي: توسيع شبكة المياه يبدأ بعد شهرين
standfirst| رئيسة المجلس لـ«الشرق الأوسط»: التمويل متوافر والعمل لا يتأخر
caption| رئيسة المجلس خلال الجلسة أول من أمس («الشرق الأوسط»)
control| TT
@council
""",
    "aawsat archive, no caption": """
title| سفينة القمح الأولى ترسو في الميناء
standfirst| مدير الأرصفة: الرافعات تعمل من جديد
control| TT
@harbour
""",
    "aawsat archive, byline": """
title| الميناء يفرغ أول سفينة قمح بعد العاصفة
control| TT
byline| اللاذقية: سامر الحلبي
@harbour
""",
    # --- the Arab Today group
    "group, amp": """
breadcrumb| الرئيسية » اقتصاد
caption| معصرة زيتون
dateline| الرباط - المغرب اليوم
@olives
-| View on Almaghribtoday.net
related| أخبار ذات صلة
related| أسعار الزيت تتراجع في الأسواق المغربية قبل بداية…
related| وزارة الفلاحة تطلق برنامجا لدعم صغار المنتجين
related| معرض مكناس يستقبل ستين دولة
related| اخر الاخبار
related| مجلس الحكومة يصادق على مشروع قانون الماء
related| افتتاح محطة جديدة لتحلية مياه البحر في…
""",
    "group, amp with a byline": """
breadcrumb| الرئيسية » الرياضة
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
byline| الدار البيضاء - يوسف العمراني
@match
-| View on casablancatoday.com
related| أخبار ذات صلة
related| مدرب السكة يعتذر للجماهير بعد الهزيمة
related| الميناء يستعد للقاء الاتحاد في نصف النهائي
""",
    "group, amp short": """
dateline| القاهرة _ مصر اليوم
@museum
related| قد يهمك أيضا
related| متحف الحضارة يستقبل ألف زائر في يومه الأول
related| ترميم قصر تاريخي في قلب الإسكندرية
""",
    "group, amp short, heading and title in one line": """
dateline| بيروت ـ لبنان اليوم
@council
related| قـــد يهمــــــــك أيضــــــاُ :بلدية طرابلس تبدأ تعبيد الطرق الداخلية
related| اتحاد البلديات يطلب زيادة مخصصاته
""",
    "group, desktop short": """
dateline| تونس– تونس اليوم
@harbour
related| قد يهمك أيضــــــــــــــــًا :
related| ميناء رادس يستقبل أكبر سفينة حاويات
related| اضطراب حركة الملاحة بسبب الرياح
comments| أرسل تعليقك
""",
    "group, desktop short, unbracketed spelling": """
dateline| الجزائر – الجزائر اليوم
@unended
related| قد يهمك ايضا
related| توقعات بهطول أمطار غزيرة على الولايات الشرقية
related| إعادة فتح الطريق الوطني بعد انهيار جزئي
prompt comments| أرسل تعليقك
""",
    "group, desktop long": """
title| سفينة القمح الأولى ترسو في ميناء المدينة
date| آخر تحديث GMT 14:22:35
repeated-title| سفينة القمح الأولى ترسو في ميناء المدينة
repeated-title| "سفينة القمح الأولى" ترسو في ميناء المدينة
-| المغرب اليوم -
repeated-title| سفينة القمح الأولى ترسو في ميناء المدينة
caption| رافعات في الميناء
dateline| الدار البيضاء - المغرب اليوم
@harbour
""",
    "group, desktop long, opinion": """
title| زيتون القرية وأسئلة الموسم المقبل
repeated-title| زيتون القرية (وأسئلة الموسم المقبل)
repeated-title| زيتون القرية (وأسئلة الموسم المقبل)
-| العرب اليوم -
repeated-title| زيتون القرية وأسئلة الموسم المقبل
byline| بقلم : نادر الشامي
@olives
""",
    "group, desktop long, brand before the title": """
title| المتحف الوطني يستقبل زواره من جديد
date| آخر تحديث GMT 09:01:00
repeated-title| المتحف الوطني يستقبل زواره من جديد
-| مصر اليوم - المتحف الوطني يستقبل زواره من جديد
caption| المتحف الوطني
dateline| القاهرة - مصر اليوم
@museum
related| قد يهمك أيضا :
related| متحف الحضارة يستقبل ألف زائر
related| خبير يشرح طريقة ترميم الفخار
prompt comments| أرسل تعليقك
""",
    # --- hard without elements
    "titles of other stories before the article": """
related| انطلاق معرض الكتاب في العاصمة بمشاركة مئة ناشر
related| أمطار متفرقة على المناطق الساحلية حتى الأحد
related| فوز كاتبة شابة بجائزة الرواية الأولى
related| ارتفاع أسعار الذهب في الأسواق المحلية
related| تأجيل مباراة القمة بسبب سوء الأحوال الجوية
related| افتتاح طريق دائري جديد شمال المدينة
@olives
""",
    "titles of other stories before the headline, which has its day under it": """
related| أهم الأخبار
related| انطلاق معرض الكتاب في العاصمة بمشاركة مئة ناشر
related| أمطار متفرقة على المناطق الساحلية حتى الأحد
related| فوز كاتبة شابة بجائزة الرواية الأولى
title| المجلس البلدي يناقش توسيع شبكة المياه
date| الأحد 3 مايو 2020
@council
""",
    "titles of other stories before the headline, which comes again": """
related| انطلاق معرض الكتاب في العاصمة بمشاركة مئة ناشر
related| أمطار متفرقة على المناطق الساحلية حتى الأحد
related| فوز كاتبة شابة بجائزة الرواية الأولى
related| ارتفاع أسعار الذهب في الأسواق المحلية
related| تأجيل مباراة القمة بسبب سوء الأحوال الجوية
title| المجلس البلدي يناقش توسيع شبكة المياه
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه
@council
""",
    "another article without a marker": """
title| الميناء يستقبل أول سفينة بعد العاصفة
caption| رافعة في الميناء (أرشيف)
repeated-caption| رافعة في الميناء (أرشيف)
@harbour
next-article| قاعة المتحف الوطني بعد الترميم (أ ف ب)
next-article| المتحف الوطني يفتح أبوابه للزوار من جديد
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار
""",
    "another article opens with the outlet's name": """
dateline| بغداد اليوم - البصرة
@harbour
next-article| بغداد اليوم - بغداد ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية.
""",
    "another article with its date": """
title| الميناء يستقبل أول سفينة بعد العاصفة
@harbour
next-article| المتحف الوطني يفتح أبوابه للزوار من جديد
next-article| الأحد 12 مارس 2023
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
""",
    "a name alone as a caption": """
title| رئيسة المجلس البلدي تعلن موعد بدء العمل في شبكة المياه
caption| سعاد العلي
body| قالت رئيسة المجلس البلدي سعاد العلي إن العمل في شبكة المياه الجديدة يبدأ بعد شهرين.
body| وطالب عدد من الأعضاء بإشراك السكان في مراحل التنفيذ كلها.
""",
    "a name alone as a byline": """
title| رئيسة المجلس البلدي تعلن موعد بدء العمل في شبكة المياه
byline| مروان التازي
@council
""",
    "the day of the crawl before the date of publication": """
date| 12 - مارس - 2024
title| المجلس البلدي يقر توسيع شبكة المياه
repeated-title| المجلس البلدي يقر توسيع شبكة المياه
date| نشر في: 3 مايو 2021 - 10:15
@council
""",
    "a standfirst that the lead says again": """
title| المجلس البلدي يقر توسيع شبكة المياه
standfirst repeated-text| ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية من المدينة.
@council
""",
    "the lead repeated with its dateline": """
title| وكالة الساحل | المجلس البلدي يقر توسيع شبكة المياه
standfirst repeated-text| ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية من المدينة.
body| المدينة/ وكالة الساحل/ ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية من المدينة.
body| وأوضحت رئيسة المجلس أن التمويل متوافر، وأن العمل يبدأ بعد شهرين على أبعد تقدير.
body| وطالب عدد من الأعضاء بإشراك السكان في مراحل التنفيذ كلها.
""",
    "the body twice": """
title| المتحف الوطني يفتح أبوابه للزوار من جديد
@museum
repeated-text| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
repeated-text| وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.
repeated-text| وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "the body twice, first run together": """
title| المتحف الوطني يفتح أبوابه للزوار من جديد
repeated-text| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
@museum
""",
    "the body twice, then run together": """
title| المتحف الوطني يفتح أبوابه للزوار من جديد
@museum
repeated-text| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف. وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل. وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "a line-up": """
title| تشكيل الميناء أمام السكة في قمة الجارين
body| أعلن مدرب الميناء تشكيل فريقه لمباراة الليلة أمام السكة، في ختام الجولة العاشرة من الدوري.
body| وجاء التشكيل كما يلي:
body| حراسة المرمى: خالد
body| خط الدفاع: سالم - نبيل - عادل - فارس
body| خط الوسط: هاني - كريم - وليد
body| خط الهجوم: طارق - زياد - ماجد
body| ويدير المباراة حكم دولي.
""",
    "a line-up at the end": """
title| تشكيل الميناء أمام السكة في قمة الجارين
body| أعلن مدرب الميناء تشكيل فريقه لمباراة الليلة أمام السكة، في ختام الجولة العاشرة من الدوري.
body| وجاء التشكيل كما يلي:
body| حراسة المرمى: خالد
body| خط الدفاع: سالم - نبيل - عادل - فارس
body| خط الوسط: هاني - كريم - وليد
""",
    "subheadings": """
title| كيف استعد الميناء لعودة السفن بعد العاصفة
body| رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
body| الرافعات تعمل من جديد
body| وقال مدير الأرصفة إن الرافعات تعمل من جديد، وإن ثلاث سفن تنتظر دورها في عرض البحر.
body| ماذا عن المخازن القديمة؟
body| ولم تسجل إصابات بين العمال، لكن المخازن القديمة تحتاج إلى إصلاح.
""",
    "paragraphs split at a comma": """
title| المكتبة الجديدة تفتح أبوابها في الحي القديم
body| افتتحت مكتبة عامة جديدة في الحي القديم صباح اليوم الأحد بحضور عدد من سكانه،
body| وتضم المكتبة عشرة آلاف كتاب،
body| وتستقبل القراء كل يوم عدا الجمعة.
""",
    "paragraphs split at a comma, no headline": """
body| افتتحت مكتبة عامة جديدة في الحي القديم صباح اليوم الأحد بحضور عدد من سكانه،
body| وتضم المكتبة عشرة آلاف كتاب،
body| وتستقبل القراء كل يوم عدا الجمعة.
""",
    "a menu glued into one line": """
navigation breadcrumb template control| الرئيسية أخبار محلية سياسة اقتصاد رياضة ثقافة منوعات صحة تكنولوجيا آراء فيديو اتصل بنا
title| المجلس البلدي يناقش توسيع شبكة المياه في المدينة
@council
""",
    "titles glued into one line": """
-| معرض الكتاب ينطلق بمشاركة مئة ناشر أمطار متفرقة على الساحل حتى الأحد فوز كاتبة شابة بجائزة الرواية ارتفاع أسعار الذهب في السوق تأجيل مباراة القمة بسبب الطقس افتتاح طريق دائري شمال المدينة وزير الصحة يزور مستشفى الأطفال انخفاض طفيف في درجات الحرارة غدا الجامعة تعلن نتائج القبول
title| المجلس البلدي يناقش توسيع شبكة المياه في المدينة
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه في المدينة
@council
""",
    "a caption once": """
title| المتحف الوطني يفتح أبوابه بعد سنوات من الترميم
caption| زوار في القاعة الكبرى من المتحف (رويترز)
@museum
""",
    # --- other hosts
    "dates, section and standfirst": """
navigation| رياضة
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
date| السبت 30 أغسطس 2025
caption| لاعبو الميناء
repeated-caption| لاعبو الميناء
@match
""",
    "a standfirst and a dateline": """
title| شاهد.. سفينة القمح الأولى ترسو في الميناء
date| الإثنين ٢٨ أكتوبر ٢٠١٩
date| ٠٦:٤٠ بتوقيت غرينتش
standfirst| رست في الميناء صباح الإثنين سفينة شحن محملة بالقمح بعد انقطاع دام أسابيع.
dateline| العالم _ سوريا
@harbour
-| 0% ...
related| آخرالاخبار
related| المجلس البلدي يناقش توسيع شبكة المياه
related| المتحف الوطني يفتح أبوابه من جديد
""",
    "share buttons, views and reading time": """
title| المجلس البلدي يناقش توسيع شبكة المياه
date| منذ 3 ساعات
control| 1,204 مشاهدة
control| 2 دقيقة قراءة
prompt| شارك على فيسبوك
prompt| نسخ الرابط
@council
prompt| مشاركة
prompt| فيسبوك تويتر واتساب تلغرام
tags| كلمات مفتاحية: المياه، البلدية، المدينة
""",
    "source and tags behind the story": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
source| المصدر: وكالات
tags| الوسوم
tags| المياه
tags| البلدية
related read-also| شاهد أيضاً
related read-also| سفينة القمح الأولى ترسو في الميناء
""",
    "agency sign-off": """
title| المجلس البلدي يناقش توسيع شبكة المياه
dateline| المدينة - بترا
@council
source| --(بترا)
source| ف ع/ س ن
""",
    "iraqi sign-off": """
title| سفينة القمح الأولى ترسو في الميناء
@harbour
source| انتهى / م ن
""",
    "hashtags": """
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
@match
tags| #الميناء
tags| #الدوري_الممتاز
""",
    "a foreign tail": """
title| سفينة القمح الأولى ترسو في الميناء
@harbour
source| المصدر: وكالة الساحل
prompt| Поделиться публикацией:
related| Главные новости
-| Политика
related| Новый музей открылся в столице
""",
    "comments": """
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
byline| كتب: سامي حداد
@match
comments| 0 تعليق
comments| اترك تعليقاً
comments| لن يتم نشر عنوان بريدك الإلكتروني. الحقول الإلزامية مشار إليها بـ *
comments| التعليق *
""",
    "a teaser of another story behind a heading": """
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
body| الساحل – حسم فريق الميناء مباراته أمام جاره السكة بهدفين مقابل هدف واحد، في لقاء شهد حضورا جماهيريا كبيرا.
body| وجاء هدف الفوز في الوقت بدل الضائع بعد هجمة سريعة قادها الجناح الأيسر.
related read-also| شاهد أيضاً
related read-also| الاتحاد يتعادل مع النجمة في افتتاح الجولة
related read-also| الساحل – انتهت مباراة الاتحاد والنجمة بالتعادل السلبي، في افتتاح الجولة …
""",
    "a read-also line in the middle": """
title| المتحف الوطني يفتح أبوابه بعد سنوات من الترميم
body| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
read-also| اقرأ أيضاً: خبراء يرممون مخطوطات عمرها ألف عام
body| وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.
read-also| إقرأ أيضا
read-also| خبراء يرممون مخطوطات عمرها ألف عام
body| وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "a site's footer": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
navigation| من نحن
navigation| اتصل بنا
navigation| سياسة الخصوصية
copyright| جميع الحقوق محفوظة © 2024
""",
    "address and telephone": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
-| هاتف: 0123456789 - فاكس: 0123456780
-| البريد الإلكتروني: info@example.com
-| العنوان: شارع الجمهورية، الطابق الثاني
""",
    "waiting, cookies, app": """
-| الرجاء الانتظار...
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
template| يستخدم هذا الموقع ملفات تعريف الارتباط لتحسين تجربتك
prompt| حمل تطبيقنا الآن من متجر جوجل بلاي
""",
    "tickers of weather and money": """
-| دولار أمريكي 3.65 يورو 3.92 دينار أردني 5.15
-| الفجر 04:32 الشروق 05:58 الظهر 12:41 العصر 16:20 المغرب 19:24 العشاء 20:49
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
""",
    "language switch": """
navigation| العربية
navigation| English
navigation| Français
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
""",
    "photographer": """
title| المتحف الوطني يفتح أبوابه بعد سنوات من الترميم
byline| تصوير: كمال فهمي
byline| كتبت: هدى سليم
@museum
""",
    "dateline repeated by the card behind": """
title| آخر أخبار الميناء بعد العاصفة الكبيرة
related| آخر الأخبار
@short
related| آخر الأخبار
related| المجلس البلدي يناقش توسيع شبكة المياه
related| المتحف الوطني يفتح أبوابه من جديد
""",
    "headline that ends in a full stop": """
title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية.
repeated-title| المجلس البلدي يناقش توسيع شبكة المياه في الأحياء الشرقية.
@council
""",
    "an image with its credit in the middle": """
title| كيف استعد الميناء لعودة السفن بعد العاصفة
body| رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
body| وقال مدير الأرصفة إن الرافعات تعمل من جديد، وإن ثلاث سفن تنتظر دورها في عرض البحر.
caption| عمال يفرغون أكياس القمح في الميناء (رويترز)
body| ولم تسجل إصابات بين العمال، لكن المخازن القديمة تحتاج إلى إصلاح.
""",
    "no full stops and no commas behind a headline": """
title| إدارة الغابات تحذر من إشعال النار في الجبل
@unstopped
""",
    "no full stops and no commas around TT, another article behind": """
title| إدارة الغابات تحذر من إشعال النار في الجبل
caption| برج مراقبة في الغابة (رويترز)
control| TT
repeated-title| إدارة الغابات تحذر من إشعال النار في الجبل
repeated-caption| برج مراقبة في الغابة (رويترز)
@unstopped
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| TT
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
""",
    "a standfirst that an unended lead says again": """
title| إدارة الغابات تحذر من إشعال النار في الجبل
standfirst repeated-text| دعت إدارة الغابات سكان القرى القريبة من الجبل إلى عدم إشعال النار في العراء طوال أيام الصيف الحالي
@unstopped
""",
    "group, titles that ask and titles with full stops": """
dateline| بيروت ـ لبنان اليوم
@council
related| قد يهمك أيضًا :
related| كيف تحافظ المدن على مياهها في الصيف؟
related| بلدية طرابلس تبدأ تعبيد الطرق.
related| اتحاد البلديات يطلب زيادة مخصصاته
comments| أرسل تعليقك
""",
    "group, amp with a title that asks in each list": """
breadcrumb| الرئيسية » اقتصاد
caption| معصرة زيتون
dateline| الرباط - المغرب اليوم
@olives
-| View on Almaghribtoday.net
related| أخبار ذات صلة
related| أسعار الزيت تتراجع في الأسواق المغربية قبل بداية…
related| هل تكفي أمطار الربيع لموسم وفير؟
related| معرض مكناس يستقبل ستين دولة
related| اخر الاخبار
related| مجلس الحكومة يصادق على مشروع قانون الماء
related| ماذا يأكل سكان السواحل في الشتاء؟
""",
    "a question of the story behind a title": """
title| كيف استعد الميناء لعودة السفن بعد العاصفة
body| رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
read-also| اقرأ أيضا
read-also| هل تعود السفن السياحية إلى الميناء؟
body| ماذا عن المخازن القديمة؟
body| لم تسجل إصابات بين العمال، لكن المخازن القديمة تحتاج إلى إصلاح.
""",
    "unended paragraphs behind a title of another story": """
title| إدارة الغابات تحذر من إشعال النار في الجبل
body| دعت إدارة الغابات سكان القرى القريبة من الجبل إلى عدم إشعال النار في العراء طوال أيام الصيف الحالي
body| وقالت الإدارة إن فرقها تراقب المنطقة من ثلاثة أبراج جديدة بنيت قرب الطريق القديم
related| قد يهمك أيضا
related| أسعار الحطب ترتفع قبل الشتاء
body| وينتظر أن تصل طائرة إطفاء إلى المطار المحلي قبل نهاية الشهر
""",
    "aawsat now, cards with pictures in the middle": """
title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
control| TT
repeated-title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
body| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
body| وتعرض القاعة الكبرى مئتي قطعة، منها أوان من الفخار ومخطوطات لم تعرض من قبل.
related| مقالات ذات صلة
related| ثقافة وفنون المسرح الكبير بعد الترميم (رويترز)
related| ترميم سقف المسرح الكبير ينتهي قبل موعده
related| انتهى ترميم سقف المسرح الكبير قبل موعده بشهر، وأعيدت إليه رسومه الأولى.
related| «الشرق الأوسط» (الرباط)
related| يوميات الشرق خزاف في مشغله (أ.ف.ب)
related| خزاف يعيد صنع أواني جده بالطين نفسه
related| نادر الشامي (دمشق)
body| وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "aawsat now, a card cut short": """
title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
control| TT
repeated-title| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
@museum
related| مقالات ذات صلة
related| ثقافة وفنون المسرح الكبير بعد الترميم (رويترز)
related| ترميم سقف المسرح الكبير ينتهي قبل موعده
related| انتهى ترميم سقف المسرح الكبير قبل موعده بشهر، وأعيدت إليه رسومه الأولى التي غطاها الدهان طوال نصف قرن، ويقول المشرف على العمل إن
""",
    "a headline that asks": """
title| لماذا عادت السفن إلى الميناء بعد العاصفة؟
@harbour
""",
    "a headline with its hour": """
template| نعرض لكم زوارنا أهم وأحدث الأخبار في المقال التالي:
title| السفن تعود إلى الميناء بعد العاصفة, اليوم الخميس 17 أبريل 2025 08:47 مساءً
@harbour
""",
    "a headline that names the place first": """
title| القدس : مئات الزوار في “المتحف القديم”
repeated-title| القدس : مئات الزوار في “المتحف القديم”
@museum
""",
    "a prompt before a short story and behind it": """
title| مكتبة جديدة في الحي القديم
prompt| تابعونا على
@short
prompt| تابعونا على
""",
    "the headline again behind a short story": """
title| مكتبة جديدة في الحي القديم
@short
repeated-title| مكتبة جديدة في الحي القديم
""",
    "a picture and a subheading in the middle": """
title| كيف استعد الميناء لعودة السفن بعد العاصفة
@harbour
caption| عمال يفرغون أكياس القمح في الميناء (رويترز)
body| مخازن قديمة تنتظر من يصلحها منذ سنوات
body| ويقول مدير الأرصفة إن إصلاح المخازن يحتاج إلى عامين.
body| وتدرس الحكومة بناء مخزن جديد خارج المدينة.
""",
    "who the picture shows, named as the title names them": """
title| رئيسة المجلس البلدي تعلن موعد بدء العمل في شبكة المياه
caption| رئيسة المجلس البلدي
dateline| القاهرة - مصر اليوم
@council
""",
    "who the picture shows, and whose it is": """
title| سفينة القمح الأولى ترسو في الميناء
caption| مدير الأرصفة (رويترز)
control| TT
@harbour
""",
    "an agency's author, twice": """
title| سفينة القمح الأولى ترسو في الميناء
byline| وليد سليمان
byline| بيروت / وليد سليمان / الأناضول
@harbour
source| الأخبار المنشورة على الصفحة الرسمية لوكالة الأناضول، هي اختصار لجزء من الأخبار التي تعرض للمشتركين عبر نظامها.
""",
    "an outlet with a dot in its name": """
title| سفينة القمح الأولى ترسو في الميناء
dateline| دبي - العربية.نت
@harbour
""",
    "another article opens with the outlet's name, the place named like a newspaper": """
dateline| بغداد اليوم _ الرياض
@harbour
next-article| بغداد اليوم- متابعة ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية.
""",
    "no full stops, a line-up behind a dateline": """
breadcrumb| الرئيسية » الرياضة
caption| فريق الميناء
dateline| طنجة - المغرب اليوم
body| أعلن مدرب الميناء تشكيل فريقه لمباراة الليلة أمام السكة في ختام الجولة العاشرة
body| وجاء التشكيل كالتالي:
body| حراسة المرمى: خالد
body| الدفاع: سالم - نبيل - عادل - فارس
body| ويغيب الجناح الأيسر عن المباراة بسبب الإصابة
related| قد يهمك أيضا :
related| السكة يتعادل مع الاتحاد في مباراة مؤجلة
""",
    "no full stops, a narrative": """
title| رحلة إلى آخر معصرة في الجبل
body| خرجنا من القرية قبل طلوع الشمس، ومعنا رجل مسن يعرف الطريق، وحماران يحملان أكياس الزيتون
body| قلت له إن المعاصر الجديدة أسرع، فضحك وقال إن الزيت لا يحب العجلة، وإن أباه علمه ذلك
body| مشينا ساعتين بين الصخور، والرجل يروي لنا كيف كان الناس ينتظرون دورهم أياما أمام باب المعصرة، ويغنون ليلا كي لا يناموا
""",
    "no full stops, the head twice around TT": """
title| مدير الأرصفة يعد بعودة السفن كلها
caption| رافعات الميناء (رويترز)
repeated-caption| رافعات الميناء (رويترز)
control| TT
repeated-title| مدير الأرصفة يعد بعودة السفن كلها
repeated-caption| رافعات الميناء (رويترز)
repeated-caption| رافعات الميناء (رويترز)
body| «لن يطول الانتظار»، يقول مدير الأرصفة
body| رست في الميناء أول سفينة شحن منذ العاصفة التي ضربت الساحل، وعلى متنها ستة آلاف طن من القمح.
body| وقال مدير الأرصفة إن الرافعات تعمل من جديد، وإن ثلاث سفن تنتظر دورها في عرض البحر.
""",
    "paragraphs split at every comma": """
title| المكتبة الجديدة تفتح أبوابها في الحي القديم
body| افتتحت مكتبة عامة جديدة،
body| اليوم الأحد،
body| في الحي القديم بحضور عدد من سكانه.
body| وتضم المكتبة عشرة آلاف كتاب،
body| وتستقبل القراء كل يوم عدا الجمعة.
""",
    "a standfirst, a day, and the lead that says it again": """
standfirst repeated-text| ناقش المجلس البلدي في جلسته العادية مشروع توسيع شبكة المياه في الأحياء الشرقية من المدينة.
date| الخميس ٢٩ مايو ٢٠٢٥
@council
""",
    "another article with the same day": """
title| الميناء يستقبل أول سفينة بعد العاصفة
date| 2023-03-12
@harbour
source| الساحل
next-article| المتحف الوطني يفتح أبوابه للزوار من جديد
next-article| 2023-03-12
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
""",
    "a pager": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
navigation| المقالة السابقة
navigation| المتحف الوطني يفتح أبوابه من جديد
navigation| المقالة التالية
navigation| سفينة القمح الأولى ترسو في الميناء
""",
    "days between the titles of other stories": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
related| مقالات ذات صلة
related| 2023-03-12
related| المتحف الوطني يفتح أبوابه من جديد
related| 2023-03-11
related| سفينة القمح الأولى ترسو في الميناء
""",
    "who the author is": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
source| عن الكاتب
source| مروان التازي
""",
    "titles glued into one line, a comma among them": """
-| معرض الكتاب ينطلق بمشاركة مئة ناشر أمطار متفرقة على الساحل، والحرارة تنخفض فوز كاتبة شابة بجائزة الرواية ارتفاع أسعار الذهب في السوق تأجيل مباراة القمة بسبب الطقس افتتاح طريق دائري شمال المدينة وزير الصحة يزور مستشفى الأطفال الجامعة تعلن نتائج القبول
title| المجلس البلدي يناقش توسيع شبكة المياه في المدينة
@council
""",
    "titles glued behind their heading": """
title| المجلس البلدي يناقش توسيع شبكة المياه في المدينة
@council
related| أخبار ذات صلة معرض الكتاب ينطلق بمشاركة مئة ناشر أمطار متفرقة على الساحل حتى الأحد فوز كاتبة شابة بجائزة الرواية
""",
    "two titles glued behind «قد يهمك»": """
dateline| تونس– تونس اليوم
@harbour
related| قد يهمك أيضا ميناء رادس يستقبل أكبر سفينة حاويات منذ عشرة أعوام اضطراب حركة الملاحة بسبب الرياح القوية على الساحل
""",
    "two articles on one page, the first one short": """
title| مكتبة جديدة في الحي القديم
repeated-title| مكتبة جديدة في الحي القديم
control| TT
repeated-title| مكتبة جديدة في الحي القديم
repeated-title| مكتبة جديدة في الحي القديم
@short
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| TT
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| المتحف الوطني يفتح أبوابه بعد ثلاث سنوات من الترميم
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
""",
    "group, a title that asks on one line with «قد يهمك»": """
dateline| تونس– تونس اليوم
@harbour
related| قـــد يهمــــــــك أيضــــــاُ :كيف تدخل السفن الكبيرة إلى ميناء رادس؟
related| اضطراب حركة الملاحة بسبب الرياح
""",
    "a byline with its day and hour": """
title| المجلس البلدي يناقش توسيع شبكة المياه
byline| بواسطة مروان التازي في 3 مايو، 2020
@council
""",
    "cut within a heading": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
related| مقالات ذات ص
""",
    "cut within «قد يهمك»": """
dateline| تونس– تونس اليوم
@harbour
related| قد يهمــــك أ
""",
    "cut within a paragraph": """
title| المجلس البلدي يناقش توسيع شبكة المياه
@council
body| مقالات كث
""",
    "cut within the lead": """
navigation| محليات
title| المجلس البلدي يناقش توسيع شبكة المياه
body| المدينة/ وكالة الساحل/ ناقش المجلس البلدي في جلسته العادية مشروع
""",
    "a short lead without its full stop": """
title| الميناء يحسم قمة الجارين أمام السكة بهدفين
byline| كتب: سامي حداد
body| حسم فريق الميناء مباراته أمام جاره السكة بهدفين مقابل هدف واحد
body| وسجل الهدف الأول لاعب الوسط من ركلة حرة مباشرة في الدقيقة العشرين
""",
    "a player that does not play": """
title| المجلس البلدي يناقش توسيع شبكة المياه
template| Your browser does not support the audio element.
date| 00:00
@council
""",
    # --- nothing to remove
    "no boilerplate": "@olives",
    "no boilerplate, a headline": """
title| مزارعو الجبال يبدأون قطاف الزيتون
@olives
""",
    "two lines": """
title| مكتبة جديدة في الحي القديم
@short
""",
    "two paragraphs": """
body| افتتحت مكتبة عامة جديدة في الحي القديم وتضم عشرة آلاف كتاب.
body| وتستقبل المكتبة القراء كل يوم عدا الجمعة، والدخول إليها مجاني.
""",
    "one line": "@short",
    "no full stops": """
title| ارتفاع منسوب المياه في السدود بعد الأمطار
@unended
""",
    "no full stops, no headline": "@unended",
    "addresses that the story gives": """
title| المتحف الوطني يفتح أبوابه بعد سنوات من الترميم
body| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم التي شملت القاعات القديمة والسقف.
body| لمزيد من المعلومات عن مواعيد الزيارة:
body| https://www.example.org/museum/visit
body| وذكر مدير المتحف أن الدخول مجاني لطلبة المدارس طوال الشهر الأول.
""",
    "an interview with short questions": """
title| مدير المتحف: لم نغير شيئا في القاعة الكبرى
body| بعد ثلاث سنوات من الترميم يعود المتحف الوطني إلى زواره، ومديره يتحدث هنا عن أصعب ما مر به فريقه.
body| - كيف كانت البداية؟
body| بدأنا من السقف، لأن الماء كان يتسرب إلى القاعات في كل شتاء.
body| - ومن دفع التكاليف؟
body| دفعت الدولة نصفها، وجاء النصف الآخر من تبرعات الناس.
body| - هل أنت راض؟
body| نعم.
body| - ماذا بعد؟
body| سنفتح ورشة للأطفال في الصيف المقبل، ونرجو أن يأتي إليها كثيرون.
""",
    "a list of names": """
title| أسماء الفائزين بجوائز المعرض السنوي للكتاب
body| أعلنت لجنة المعرض أسماء الفائزين بجوائزها لهذا العام في حفل أقيم مساء أمس، وجاءت القائمة كما يلي:
body| الرواية: نبيلة حسن
body| الشعر: عمر الفاسي
body| القصة: رنا الخطيب
body| أدب الطفل: سليم عون
body| الترجمة: هدى بن عيسى
""",
    "a poem": """
body| من ديوان لم ينشر بعد
body| يا دارنا عند المساء
body| ما زال في بابك ضوء
body| والريح تحمل ما تشاء
body| من ذكريات لا تنوء
body| يا دارنا
body| يا دارنا
""",
    "all that a page shows": """
-| السبت 14 مارس 2026
-| صوت المدينة وأهلها منذ نصف قرن
-| الرئيسية
-| أخبار محلية
-| سياسة
-| أسواق
-| ملاعب
-| صحتك
-| على الهواء
-| برامجنا
-| كتاب ومقالات
-| المزيد
-| فن وثقافة
-| صور اليوم
-| الرئيسية
-| أسواق
title| معاصر الجبل تفتح أبوابها قبل موعدها بأسبوعين
date| 14 مارس 2026
-| شارك
@olives
-| شارك الخبر
-| مواضيع ذات صلة
-| اجتماع طارئ لمزارعي الساحل بعد موجة البرد
-| أول شحنة من الليمون تصل إلى الميناء
-| الأكثر قراءة
-| طريق الجبل يغلق ليلا لأعمال الصيانة
-| هل تعود القوارب القديمة إلى النهر؟
-| الطقس
-| صورة اليوم
-| بث مباشر
-| عن الموقع
-| الهيكل التنظيمي
-| أرسل صورة أو خبرا
-| جميع الحقوق محفوظة
""",
    "short lines of a story behind a prompt": """
title| نتائج الجولة العاشرة من دوري الدرجة الثانية
@match
-| شارك الخبر
body| الميناء 2 السكة 1
body| الوادي 0 الجبل 0
body| النهر 3 السهل 2
""",
    "a list with numbers": """
title| خمس نصائح لحفظ زيت الزيتون في البيت
body| يفقد زيت الزيتون كثيرا من طعمه حين يحفظ حفظا سيئا، وهذه نصائح يقدمها أصحاب المعاصر.
body| 1. احفظ الزيت بعيدا عن الضوء
body| 2. لا تضعه قرب الموقد
body| 3. أغلق الغطاء جيدا
body| 4. استعمل زجاجا داكنا
body| 5. لا تخلط زيتا جديدا بقديم
""",
    "an english text": """
title| Village library opens after two years of work
body| A new public library opened in the old quarter on Sunday, two years after the council voted for it.
body| It holds ten thousand books and is open every day but Friday.
body| "We had almost given up," said the librarian, who has lived in the quarter for thirty years.
""",
    "quotations": """
title| شاعر القرية: أكتب كما يتكلم الناس
body| «أكتب كما يتكلم الناس»، هكذا يختصر شاعر القرية طريقته في الكتابة.
body| «لا أحب الكلمات الكبيرة».
body| ويضيف أن أمه علمته الإيقاع وهي تغني له في الحصاد.
""",
}

#: What nothing but its meaning tells apart, with the reason why no rule does it.
BEYOND = {
    "titles of other stories behind the article, no heading": (
        "short lines behind the last full stop may be a poem or a list of the story's own",
        """
title| الميناء يستقبل أول سفينة بعد العاصفة
@harbour
related| المتحف الوطني يفتح أبوابه بعد سنوات من الترميم
related| فوز كاتبة شابة بجائزة الرواية الأولى
related| ارتفاع أسعار الذهب في الأسواق المحلية
""",
    ),
    "another article, nothing between": (
        "a title before prose reads like a subheading",
        """
title| الميناء يستقبل أول سفينة بعد العاصفة
@harbour
next-article| المتحف الوطني يفتح أبوابه للزوار من جديد
next-article| أعاد المتحف الوطني فتح أبوابه أمام الزوار، بعد ثلاث سنوات من أعمال الترميم.
""",
    ),
    "a name behind the story": (
        "a text may have been cut within its last line",
        """
title| الميناء يستقبل أول سفينة بعد العاصفة
@harbour
byline| سامي الحداد
""",
    ),
    "a summary before the story, nothing between": (
        "a lead that the story goes on from looks the same",
        """
title| الميناء يستقبل أول سفينة بعد العاصفة
standfirst| عادت الحركة إلى الميناء هذا الصباح، ومدير الأرصفة يطمئن التجار.
@harbour
""",
    ),
}


class Line(NamedTuple):
    """A line of a text and what must become of it: labels of which one must be right."""

    labels: list[str]
    text: str


def lines(written: str) -> list[Line]:
    """The lines of a text of `TEXTS`."""
    found = []
    for row in written.strip().splitlines():
        if row.startswith("@"):
            found += [Line(["body"], text) for text in STORIES[row[1:]].strip().splitlines()]
        else:
            labels, _, text = row.partition("| ")
            found.append(Line(labels.split(), text))
    return found


@pytest.fixture(params=TEXTS, scope="module")
def text(request: pytest.FixtureRequest) -> list[Line]:
    return lines(TEXTS[request.param])


def cleaned(text: list[Line]):
    return clean_text("\n".join(line.text for line in text))


def of(label: str, text: list[Line]) -> list[str]:
    return [line.text for line in text if label in line.labels]


def test_paragraphs(text: list[Line]) -> None:
    assert cleaned(text).paragraphs == of("body", text)


@pytest.mark.parametrize("field", ["title", "standfirst", "dateline"])
def test_field(text: list[Line], field: str) -> None:
    optional = any(field in line.labels and len(line.labels) > 1 for line in text)
    got = getattr(cleaned(text), field)
    assert got == next(iter(of(field, text)), None) or (optional and got is None)


def test_captions(text: list[Line]) -> None:
    assert cleaned(text).captions == of("caption", text)


def test_every_line_has_its_place(text: list[Line]) -> None:
    """Each line is once kept, taken into a field, or removed for a right reason."""
    article = cleaned(text)
    assert [block.text for block in article.blocks] == [normal_form(line.text) for line in text]
    wrong = []
    for block, line in zip(article.blocks, text, strict=True):
        place = {"captions": "caption"}.get(block.field or "", block.field) or block.reason or "body"
        if place not in line.labels and not ("-" in line.labels and place in REASONS):
            wrong.append(f"{place} ({block.rule}), not {' '.join(line.labels)}: {block.text}")
    assert not wrong


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(written, id=name, marks=pytest.mark.xfail(strict=True, reason=reason))
        for name, (reason, written) in BEYOND.items()
    ],
)
def test_beyond(written: str) -> None:
    text = lines(written)
    assert cleaned(text).paragraphs == of("body", text)


def test_line_ends(text: list[Line]) -> None:
    """Windows line ends, blank lines and trailing blanks change nothing."""
    plain = cleaned(text).as_dict()
    assert clean_text("\r\n".join(line.text for line in text)).as_dict() == plain
    assert clean_text("\n\n".join(f"  {line.text}\t" for line in text)).as_dict() == plain


def lines_of_all() -> list[str]:
    return sorted({line.text for written in TEXTS.values() for line in lines(written)})


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(lines_of_all()), max_size=40))
def test_no_line_is_lost(shuffled: list[str]) -> None:
    """Whatever stands where: every line is once kept, removed, or the source of a field, and the order stays."""
    article = clean_text("\n".join(shuffled))
    assert [block.text for block in article.blocks] == [normal_form(line) for line in shuffled]
    kept = [block.text for block in article.blocks if block.open]
    assert article.paragraphs == kept
    assert [r.text for r in article.removed] == [b.text for b in article.blocks if b.reason]
    assert all(r.reason in REASONS and r.rule for r in article.removed)
    assert not [b for b in article.blocks if b.reason and b.field]
    fields = [article.title, article.standfirst, article.dateline, *article.captions]
    assert Counter(b.text for b in article.blocks if b.field) == Counter(f for f in fields if f)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.text(max_size=60) | st.sampled_from(lines_of_all()), max_size=30))
def test_never_raises(odd: list[str]) -> None:
    article = clean_text("\n".join(odd))
    assert article.as_dict() == clean_text("\n".join(odd)).as_dict()
    assert all(block.open or block.field or block.reason in REASONS for block in article.blocks)


@pytest.mark.parametrize("empty", ["", "\n\n", " \t\r\n", "\u200f"])
def test_nothing(empty: str) -> None:
    article = clean_text(empty)
    assert article.paragraphs == []
    assert article.warnings == ["no-article"]


def test_a_megabyte() -> None:
    """A long text comes to an end, also where cues and captions do not."""
    story = STORIES["olives"].strip().splitlines()
    every = {
        "plain": lambda n: f"{story[n % 4][:-1]} {n}.",
        "cues": lambda n: ("اقرأ أيضاً", f"عنوان خبر رقم {n} من أخبار القرية", f"{story[1]} {n}.")[n % 3],
        "captions": lambda n: f"عمال في الميناء القديم رقم {n} (رويترز)" if n % 2 else f"{story[0]} {n}.",
        "headings": lambda n: "التعليقات" if n % 2 else f"{story[0]} {n}.",
    }
    for name, line in every.items():
        text = "\n".join(map(line, range(12_000)))
        assert len(text) > 400_000
        with soon():
            assert clean_text(text).paragraphs, name

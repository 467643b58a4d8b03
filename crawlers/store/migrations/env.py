"""Run by Alembic: the migrations, on the connection that `crawlers.store.schema` hands over.

A new one: python -m alembic --config crawlers/store/migrations/alembic.ini revision --autogenerate -m "…"
"""

from alembic import context
from sqlalchemy import create_engine

from crawlers.store.tables import Day, metadata

connection = context.config.attributes.get("connection")
if connection is None:  # from Alembic's own command line, with -x store=sqlite:///…
    connection = create_engine(context.get_x_argument(as_dictionary=True)["store"]).connect()


def frozen(kind: str, item: object, _: object) -> str | bool:
    """How a migration writes a column's type: as the database has it, whatever becomes of our own types."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Day) else False


context.configure(connection, target_metadata=metadata, transactional_ddl=True, render_item=frozen)
with context.begin_transaction():
    context.run_migrations()

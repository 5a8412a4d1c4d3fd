"""The triggers that keep the ledger append-only, on both engines (R29)."""

SQLITE = (
    """
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM ledger)
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only and in order'); END
    """,
)

POSTGRES = (
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
    """,
    """
    CREATE FUNCTION ledger_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.seq IS DISTINCT FROM (SELECT coalesce(max(seq), 0) + 1 FROM ledger) THEN
        RAISE EXCEPTION 'the ledger is append-only and in order';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_no_update BEFORE UPDATE ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_no_delete BEFORE DELETE ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_no_truncate BEFORE TRUNCATE ON ledger
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_in_order BEFORE INSERT ON ledger
    FOR EACH ROW EXECUTE FUNCTION ledger_next()
    """,
)

NAMES = {
    "sqlite": {"ledger_no_update", "ledger_no_delete", "ledger_in_order"},
    "postgresql": {
        "ledger_no_update",
        "ledger_no_delete",
        "ledger_no_truncate",
        "ledger_in_order",
    },
}

INSTALLED = {
    "sqlite": (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = 'ledger'"
    ),
    # A trigger that is switched off has a word in front, and so another text.
    "postgresql": (
        "SELECT tgname, CASE tgenabled WHEN 'O' THEN '' ELSE 'off ' END "
        "|| pg_get_triggerdef(oid, true) "
        "FROM pg_trigger WHERE tgrelid = 'ledger'::regclass AND NOT tgisinternal"
    ),
}
FUNCTIONS = (
    "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = current_schema()::regnamespace "
    "AND proname IN ('ledger_refuse', 'ledger_next')"
)


def wanted(dialect: str) -> dict[str, str]:
    """The text of each trigger, and on PostgreSQL the body of each function, by its name."""
    made = {}
    for statement in map(tidied, POSTGRES if dialect == "postgresql" else SQLITE):
        _, _, name, *_ = statement.replace("()", " ").split(" ")
        is_function = statement.startswith("CREATE FUNCTION")
        made[name] = tidied(statement.split("$$")[1]) if is_function else statement
    return made


def tidied(statement: str) -> str:
    """A statement with single spaces, however its lines were broken."""
    return " ".join(statement.split())

-- Whoever watches a connector's log or a certification is woken when there is something new, and asks nothing meanwhile.
CREATE FUNCTION framegate_wake_connectors() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('framegate_wake', 'connector:' || line."connectorId") FROM (SELECT DISTINCT "connectorId" FROM written) line;
  RETURN NULL;
END $$;

CREATE TRIGGER "ConnectorRequest_wake" AFTER INSERT ON "ConnectorRequest"
  REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION framegate_wake_connectors();

CREATE FUNCTION framegate_wake_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('framegate_wake', 'run:' || NEW."id");
  RETURN NULL;
END $$;

CREATE TRIGGER "CertificationRun_wake" AFTER UPDATE ON "CertificationRun" FOR EACH ROW
  WHEN (OLD."state" IS DISTINCT FROM NEW."state" OR OLD."progress" IS DISTINCT FROM NEW."progress")
  EXECUTE FUNCTION framegate_wake_run();

-- The protocols that lib/domain/protocols/facts.schema.ts knows. Another one is another migration, which names all of them again.
ALTER TABLE "Widget" ADD CONSTRAINT "Widget_protocol_check"
  CHECK ("protocol" IN ('sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace'));

ALTER TABLE "Connector" ADD CONSTRAINT "Connector_protocol_check"
  CHECK ("protocol" IN ('sure-send', 'social-signin', 'salesloft', 'showpad', 'marketplace'));

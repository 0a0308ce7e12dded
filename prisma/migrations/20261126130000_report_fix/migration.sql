-- What to do about a failed check is called `fix` in the catalogue, the pages and the API: reports that were kept follow.
UPDATE "CertificationRun"
SET "report" = jsonb_set(
  "report",
  '{checks}',
  (
    SELECT jsonb_agg(
      CASE WHEN c."check" ? 'mend' THEN (c."check" - 'mend') || jsonb_build_object('fix', c."check" -> 'mend') ELSE c."check" END
      ORDER BY c."number"
    )
    FROM jsonb_array_elements("report" -> 'checks') WITH ORDINALITY AS c("check", "number")
  )
)
WHERE jsonb_array_length("report" -> 'checks') > 0;

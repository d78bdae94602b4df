-- The agreement's clauses over one log. Subjects are joined by a hash of 64 bits, texts are kept for triggers only.
CREATE TEMP TABLE events AS
SELECT CASE event WHEN 'lead.assigned' THEN 1 WHEN 'lead.contacted' THEN 2 WHEN 'lead.accepted' THEN 3
                  WHEN 'lead.rejected' THEN 4 WHEN 'contact.attempted' THEN 5 WHEN 'lead.replied' THEN 6
                  WHEN 'opportunity.created' THEN 7 WHEN 'lead.disqualified' THEN 8 WHEN 'opportunity.valued' THEN 9
                  WHEN 'opportunity.closed' THEN 10 WHEN 'lead.qualified' THEN 11 ELSE 0 END :: UTINYINT AS kind,
       epoch_us(time) AS t, hash(lead) AS h,
       CASE WHEN kind IN (1, 7) THEN lead END AS lead,
       CASE WHEN kind = 7 THEN coalesce(nullif(opportunity, ''), lead) END AS opportunity,
       CASE WHEN kind IN (7, 9, 10) THEN hash(lead, coalesce(nullif(opportunity, ''), lead)) END AS o,
       reason <> '' AS known, score, nullif(source, '') AS source, value
FROM read_json($log, format = 'newline_delimited', columns = {
    time: 'TIMESTAMPTZ', event: 'VARCHAR', lead: 'VARCHAR', opportunity: 'VARCHAR', reason: 'VARCHAR',
    score: 'INTEGER', source: 'VARCHAR', value: 'DECIMAL(18, 2)'});

SET VARIABLE as_of = (SELECT max(t) FROM events);

CREATE TEMP TABLE triggers AS
WITH opened AS (
    SELECT kind, h, coalesce(o, h) AS s, t, lead, coalesce(opportunity, lead) AS subject FROM events WHERE kind IN (1, 7)
), scores AS (
    SELECT h, t, score FROM events WHERE score IS NOT NULL
)
SELECT row_number() OVER () AS id, kind, opened.h, s, opened.t, lead, subject, scores.score, month,
       CASE WHEN open AND opened.t > start THEN due_4h_after + opened.t - start ELSE due_4h END AS due_4h,
       due_1bd, due_2bd, due_10bd, due_14d, due_90d
FROM opened JOIN slots ON slot = slot(opened.t)
ASOF LEFT JOIN scores ON opened.h = scores.h AND opened.t >= scores.t;

CREATE TEMP TABLE answers AS
WITH found AS (SELECT id,
       min(e.t) FILTER (e.kind = 2) AS contacted,
       min(e.t) FILTER (e.kind = 3 OR e.kind = 4 AND known) AS answered,
       min(e.t) FILTER (e.kind IN (2, 6)) AS reached,
       min(e.t) FILTER (e.kind = 7 OR e.kind = 8 AND known) AS settled,
       list_sort(list(e.t) FILTER (e.kind = 5)) AS attempts
FROM triggers JOIN events AS e ON e.h = triggers.h AND e.t >= triggers.t
WHERE triggers.kind = 1 AND e.kind BETWEEN 2 AND 8
GROUP BY id)
SELECT * EXCLUDE (attempts), attempts[3] AS third,
       list_filter(attempts, lambda x: day_number(x) > day_number(attempts[1]))[1] AS elsewhere,
       CASE WHEN third IS NOT NULL AND elsewhere IS NOT NULL THEN greatest(third, elsewhere) END AS persisted
FROM found;

CREATE TEMP TABLE deals AS
SELECT id, min(e.t) FILTER (e.kind = 9) AS valued, min(e.t) FILTER (e.kind = 10 AND known) AS closed
FROM triggers JOIN events AS e ON e.o = triggers.s AND e.t >= triggers.t
WHERE triggers.kind = 7 AND e.kind IN (9, 10)
GROUP BY id;

CREATE TEMP TABLE outcomes AS
WITH owed AS (
    SELECT 'first-contact' AS clause, id, s, t, due_4h AS due, contacted AS answer, NULL AS excuse
    FROM triggers LEFT JOIN answers USING (id) WHERE kind = 1 AND score >= 50
    UNION ALL
    SELECT 'answer', id, s, t, due_1bd, answered, NULL FROM triggers LEFT JOIN answers USING (id) WHERE kind = 1
    UNION ALL
    SELECT 'persistence', id, s, t, due_10bd, persisted, reached FROM triggers LEFT JOIN answers USING (id) WHERE kind = 1
    UNION ALL
    SELECT 'convert-or-release', id, s, t, due_14d, settled, NULL FROM triggers LEFT JOIN answers USING (id) WHERE kind = 1
    UNION ALL
    SELECT 'opportunity-value', id, s, t, due_2bd, valued, NULL FROM triggers LEFT JOIN deals USING (id) WHERE kind = 7
    UNION ALL
    SELECT 'decision', id, s, t, due_90d, closed, NULL FROM triggers LEFT JOIN deals USING (id) WHERE kind = 7
)
SELECT *, least(answer, excuse, due, getvariable('as_of')) AS until,
       CASE WHEN answer <= due THEN 'met'
            WHEN due >= getvariable('as_of') THEN CASE WHEN excuse IS NULL THEN 'pending' ELSE 'excused' END
            WHEN excuse <= due THEN 'excused' WHEN answer IS NULL THEN 'overdue' ELSE 'late' END AS state
FROM owed;

-- Where a subject has several triggers, one opens a case only once the case before it no longer runs.
CREATE TEMP TABLE several AS
SELECT clause, s, id, t, until FROM outcomes WHERE s IN (SELECT s FROM triggers GROUP BY s HAVING count(*) > 1);

CREATE TEMP TABLE next AS
SELECT earlier.clause, earlier.id, later.id AS next_id
FROM several AS earlier ASOF JOIN several AS later
ON earlier.clause = later.clause AND earlier.s = later.s AND earlier.until < later.t;

CREATE TEMP TABLE skipped AS
WITH RECURSIVE opening AS (
    SELECT clause, arg_min(id, t) AS id FROM several GROUP BY clause, s
    UNION ALL
    SELECT next.clause, next_id FROM opening JOIN next USING (clause, id)
)
SELECT clause, id FROM several ANTI JOIN opening USING (clause, id);

CREATE TEMP TABLE cases AS SELECT * FROM outcomes ANTI JOIN skipped USING (clause, id);

-- A trigger whose condition is not known, where no case runs that would have kept it from opening one.
CREATE TEMP TABLE unknown AS
SELECT count(*) AS unknown
FROM (SELECT s, t FROM triggers WHERE kind = 1 AND score IS NULL) AS unsure
ASOF LEFT JOIN (SELECT s, t, until FROM cases WHERE clause = 'first-contact') AS running
ON unsure.s = running.s AND unsure.t >= running.t
WHERE running.until IS NULL OR running.until < unsure.t;

CREATE TEMP TABLE volume AS
SELECT quarter(t) AS period, count(DISTINCT h) AS actual FROM events WHERE kind = 11 GROUP BY period;

CREATE TEMP TABLE pipeline AS
WITH valued AS (
    SELECT events.o, events.t, events.value, sources.source
    FROM events ASOF LEFT JOIN (SELECT h, t, source FROM events WHERE source IS NOT NULL) AS sources
    ON events.h = sources.h AND events.t >= sources.t
    WHERE events.kind = 9
), last AS (
    SELECT quarter(t) AS period, arg_max(value, t) AS value FROM valued WHERE source <> 'partner' GROUP BY period, o
)
SELECT period, sum(value) AS actual, (SELECT count(*) FROM valued WHERE source IS NULL) AS unknown
FROM last GROUP BY period;

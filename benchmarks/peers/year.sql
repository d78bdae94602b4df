-- The agreement's clauses over one log. Leads and opportunities are joined by hashes of 64 bits; texts are kept for
-- triggers only; what is found of a trigger stands in one wide row, and only breaches are laid out as rows.
CREATE TEMP TABLE events AS
SELECT CASE event WHEN 'contact.attempted' THEN 5 WHEN 'lead.assigned' THEN 1 WHEN 'lead.qualified' THEN 11
                  WHEN 'lead.accepted' THEN 3 WHEN 'lead.contacted' THEN 2 WHEN 'lead.disqualified' THEN 8
                  WHEN 'opportunity.valued' THEN 9 WHEN 'lead.replied' THEN 6 WHEN 'opportunity.created' THEN 7
                  WHEN 'opportunity.closed' THEN 10 WHEN 'lead.rejected' THEN 4 ELSE 0 END :: UTINYINT AS kind,
       epoch_us(time) AS t, hash(lead) AS h,
       CASE WHEN kind IN (1, 7) THEN lead END AS lead,
       CASE WHEN kind = 7 THEN coalesce(nullif(opportunity, ''), lead) END AS opportunity,
       CASE WHEN kind IN (7, 9, 10) THEN hash(lead, coalesce(nullif(opportunity, ''), lead)) END AS o,
       reason <> '' AS known, CAST(score AS SMALLINT) AS score,
       CASE WHEN source <> '' THEN source = 'partner' END AS by_partner, value
FROM read_json(getvariable('log'), format = 'newline_delimited', columns = {
    time: 'TIMESTAMPTZ', event: 'VARCHAR', lead: 'VARCHAR', opportunity: 'VARCHAR', reason: 'VARCHAR',
    score: 'INTEGER', source: 'VARCHAR', value: 'DECIMAL(18, 2)'});

SET VARIABLE as_of = (SELECT max(t) FROM events);

-- The half-hours in which cases begin, each with the dues of what begins in it. Hours, holidays and changes of the clocks
-- all fall on half-hours, so that within one a due stands still, or moves on as the start does.
CREATE TEMP TABLE slots AS
WITH starts AS (
    SELECT DISTINCT slot(t) * 1800000000 AS start FROM events WHERE kind IN (1, 7)
), placed AS (
    SELECT start, opens <= start AS open, workday, counted + greatest(start - opens, 0) + hours(4) AS target
    FROM starts ASOF JOIN windows ON start < closes
)
SELECT slot(start) AS slot, start, open,
       -- a start at the slot's very beginning may be due at a closing; what comes after it, only past the next opening
       reached.opens + target - reached.counted AS due_4h, passed.opens + target - passed.counted AS due_4h_after,
       one.closes AS due_1bd, two.closes AS due_2bd, ten.closes AS due_10bd,
       instant((day_number(start) + 15) * hours(24)) AS due_14d, instant((day_number(start) + 91) * hours(24)) AS due_90d,
       month(start) AS month
FROM placed
ASOF JOIN windows AS reached ON target > reached.counted
ASOF JOIN windows AS passed ON target >= passed.counted
JOIN workdays AS one ON one.workday = placed.workday + 1
JOIN workdays AS two ON two.workday = placed.workday + 2
JOIN workdays AS ten ON ten.workday = placed.workday + 10;

CREATE MACRO state(answer, excuse, due) AS CASE
    WHEN answer <= due THEN 'met'
    WHEN due >= getvariable('as_of') THEN CASE WHEN excuse IS NULL THEN 'pending' ELSE 'excused' END
    WHEN excuse <= due THEN 'excused' WHEN answer IS NULL THEN 'overdue' ELSE 'late' END;

CREATE TEMP TABLE assigned AS
WITH triggers AS MATERIALIZED (
    SELECT row_number() OVER () AS id, h, t, lead FROM events WHERE kind = 1
), found AS (
    SELECT id, arg_max(e.score, e.t) FILTER (e.score IS NOT NULL AND e.t <= triggers.t) AS score,
           min(e.t) FILTER (e.kind = 2 AND e.t >= triggers.t) AS contacted,
           min(e.t) FILTER ((e.kind = 3 OR e.kind = 4 AND known) AND e.t >= triggers.t) AS answered,
           min(e.t) FILTER (e.kind IN (2, 6) AND e.t >= triggers.t) AS reached,
           min(e.t) FILTER ((e.kind = 7 OR e.kind = 8 AND known) AND e.t >= triggers.t) AS settled,
           list_sort(list(e.t) FILTER (e.kind = 5 AND e.t >= triggers.t)) AS attempts
    FROM triggers JOIN events AS e ON e.h = triggers.h
    WHERE e.kind BETWEEN 2 AND 8 OR e.score IS NOT NULL
    GROUP BY id
), timed AS (
    SELECT * EXCLUDE (attempts), CASE WHEN open AND t > start THEN due_4h_after + t - start ELSE due_4h END AS due,
           attempts[3] AS third,
           list_filter(attempts, lambda x: day_number(x) > day_number(attempts[1]))[1] AS elsewhere,
           CASE WHEN third IS NOT NULL AND elsewhere IS NOT NULL THEN greatest(third, elsewhere) END AS persisted
    FROM triggers JOIN slots ON slot = slot(t) LEFT JOIN found USING (id)
)
SELECT id, h, t, lead, score, month, contacted, answered, reached, settled, persisted,
       due AS due_4h, due_1bd, due_10bd, due_14d,
       CASE WHEN score >= 50 THEN state(contacted, NULL, due) END AS contact_state,
       state(answered, NULL, due_1bd) AS answer_state,
       state(persisted, reached, due_10bd) AS persistence_state,
       state(settled, NULL, due_14d) AS settled_state
FROM timed;

CREATE TEMP TABLE deals AS
WITH triggers AS MATERIALIZED (
    SELECT row_number() OVER () AS id, o, t, lead, opportunity FROM events WHERE kind = 7
), found AS (
    SELECT id, min(e.t) FILTER (e.kind = 9) AS valued, min(e.t) FILTER (e.kind = 10 AND known) AS closed
    FROM triggers JOIN events AS e ON e.o = triggers.o AND e.t >= triggers.t
    WHERE e.kind IN (9, 10)
    GROUP BY id
)
SELECT id, o, t, lead, opportunity, valued, closed, due_2bd, due_90d,
       state(valued, NULL, due_2bd) AS valued_state, state(closed, NULL, due_90d) AS closed_state
FROM triggers JOIN slots ON slot = slot(t) LEFT JOIN found USING (id);

-- Where a subject has several triggers, one opens a case only once the case before it no longer runs.
CREATE TEMP TABLE several AS
WITH leads AS (
    SELECT * FROM assigned WHERE h IN (SELECT h FROM assigned GROUP BY h HAVING count(*) > 1)
), opportunities AS (
    SELECT * FROM deals WHERE o IN (SELECT o FROM deals GROUP BY o HAVING count(*) > 1)
), owed AS (
    SELECT 'first-contact' AS clause, h AS s, id, t, contacted AS ends, due_4h AS due FROM leads WHERE score >= 50
    UNION ALL SELECT 'answer', h, id, t, answered, due_1bd FROM leads
    UNION ALL SELECT 'persistence', h, id, t, least(persisted, reached), due_10bd FROM leads
    UNION ALL SELECT 'convert-or-release', h, id, t, settled, due_14d FROM leads
    UNION ALL SELECT 'opportunity-value', o, id, t, valued, due_2bd FROM opportunities
    UNION ALL SELECT 'decision', o, id, t, closed, due_90d FROM opportunities
)
SELECT clause, s, id, t, least(ends, due, getvariable('as_of')) AS until FROM owed;

CREATE TEMP TABLE next AS
SELECT earlier.clause, earlier.id, arg_min(later.id, later.t) AS next_id
FROM several AS earlier JOIN several AS later
ON earlier.clause = later.clause AND earlier.s = later.s AND earlier.until < later.t
GROUP BY earlier.clause, earlier.id;

CREATE TEMP TABLE skipped AS
WITH RECURSIVE opening AS (
    SELECT clause, arg_min(id, t) AS id FROM several GROUP BY clause, s
    UNION ALL
    SELECT next.clause, next_id FROM opening JOIN next USING (clause, id)
)
SELECT clause, id FROM several ANTI JOIN opening USING (clause, id);

CREATE MACRO skipped_of(name) AS TABLE SELECT id FROM skipped WHERE clause = name;

CREATE TEMP TABLE counts AS
SELECT 'first-contact' AS clause, month AS period, contact_state AS state, count(*) AS cases
FROM assigned ANTI JOIN skipped_of('first-contact') USING (id) WHERE score >= 50 GROUP BY period, state
UNION ALL
SELECT 'answer', NULL, answer_state, count(*)
FROM assigned ANTI JOIN skipped_of('answer') USING (id) GROUP BY answer_state
UNION ALL
SELECT 'persistence', NULL, persistence_state, count(*)
FROM assigned ANTI JOIN skipped_of('persistence') USING (id) GROUP BY persistence_state
UNION ALL
SELECT 'convert-or-release', NULL, settled_state, count(*)
FROM assigned ANTI JOIN skipped_of('convert-or-release') USING (id) GROUP BY settled_state
UNION ALL
SELECT 'opportunity-value', NULL, valued_state, count(*)
FROM deals ANTI JOIN skipped_of('opportunity-value') USING (id) GROUP BY valued_state
UNION ALL
SELECT 'decision', NULL, closed_state, count(*)
FROM deals ANTI JOIN skipped_of('decision') USING (id) GROUP BY closed_state;

-- A trigger whose condition is not known, where no case runs that would have kept it from opening one.
CREATE TEMP TABLE unknown AS
SELECT count(*) AS unknown
FROM (SELECT h, t FROM assigned WHERE score IS NULL) AS unsure
ASOF LEFT JOIN (
    SELECT h, t, until FROM (SELECT s AS h, * FROM several WHERE clause = 'first-contact')
    ANTI JOIN skipped_of('first-contact') USING (id)
) AS running
ON unsure.h = running.h AND unsure.t >= running.t
WHERE running.until IS NULL OR running.until < unsure.t;

CREATE TEMP TABLE volume AS
SELECT quarter(t) AS period, count(DISTINCT h) AS actual FROM events WHERE kind = 11 GROUP BY period;

CREATE TEMP TABLE pipeline AS
WITH valued AS (
    SELECT any_value(e.o) AS o, any_value(e.t) AS t, any_value(e.value) AS value,
           arg_max(sources.by_partner, sources.t) AS by_partner
    FROM events AS e LEFT JOIN events AS sources
    ON e.h = sources.h AND e.t >= sources.t AND sources.by_partner IS NOT NULL
    WHERE e.kind = 9
    GROUP BY e.rowid
), last AS (
    SELECT quarter(t) AS period, arg_max(value, t) AS value FROM valued WHERE NOT by_partner GROUP BY period, o
)
SELECT period, sum(value) AS actual, (SELECT count(*) FROM valued WHERE by_partner IS NULL) AS unknown
FROM last GROUP BY period;

CREATE TEMP VIEW breaches AS
WITH breached AS (
    SELECT 'first-contact' AS clause, lead AS subject, lead, t, due_4h AS due, contact_state AS state,
           contacted AS answer, month AS period
    FROM assigned ANTI JOIN skipped_of('first-contact') USING (id) WHERE contact_state IN ('late', 'overdue')
    UNION ALL
    SELECT 'answer', lead, lead, t, due_1bd, answer_state, answered, NULL
    FROM assigned ANTI JOIN skipped_of('answer') USING (id) WHERE answer_state IN ('late', 'overdue')
    UNION ALL
    SELECT 'persistence', lead, lead, t, due_10bd, persistence_state, persisted, NULL
    FROM assigned ANTI JOIN skipped_of('persistence') USING (id) WHERE persistence_state IN ('late', 'overdue')
    UNION ALL
    SELECT 'convert-or-release', lead, lead, t, due_14d, settled_state, settled, NULL
    FROM assigned ANTI JOIN skipped_of('convert-or-release') USING (id) WHERE settled_state IN ('late', 'overdue')
    UNION ALL
    SELECT 'opportunity-value', opportunity, lead, t, due_2bd, valued_state, valued, NULL
    FROM deals ANTI JOIN skipped_of('opportunity-value') USING (id) WHERE valued_state IN ('late', 'overdue')
    UNION ALL
    SELECT 'decision', opportunity, lead, t, due_90d, closed_state, closed, NULL
    FROM deals ANTI JOIN skipped_of('decision') USING (id) WHERE closed_state IN ('late', 'overdue')
)
SELECT clause, subject, lead, make_timestamp(t) AS start, make_timestamp(due) AS due, state,
       make_timestamp(CASE WHEN state = 'late' THEN answer ELSE due END) AS decided, period
FROM breached;

COPY breaches TO (getvariable('breaches')) (FORMAT csv, HEADER);

COPY (
    SELECT (SELECT list(counts) FROM counts) AS cases, (SELECT unknown FROM unknown) AS unknown,
           (SELECT list(volume) FROM volume) AS volume, (SELECT list(pipeline) FROM pipeline) AS pipeline
) TO (getvariable('counts')) (FORMAT json);

-- The agreement's calendar, from its own words: a row a window of open time, with the time counted before it and the
-- number of its business day. Instants are microseconds since 1970.
CREATE MACRO hours(n) AS n * 3600000000;
CREATE MACRO change(t) AS CASE
    WHEN t >= epoch_us(TIMESTAMP '2027-10-31 01:00') THEN hours(2)
    WHEN t >= epoch_us(TIMESTAMP '2027-03-28 01:00') THEN hours(3)
    WHEN t >= epoch_us(TIMESTAMP '2026-10-25 01:00') THEN hours(2)
    WHEN t >= epoch_us(TIMESTAMP '2026-03-29 01:00') THEN hours(3)
    ELSE hours(2) END;
CREATE MACRO day_number(t) AS (t + change(t)) // hours(24);
CREATE MACRO month(t) AS strftime(make_timestamp(t + change(t)), '%Y-%m');
CREATE MACRO quarter(t) AS
    strftime(make_timestamp(t + change(t)), '%Y-Q') || date_part('quarter', make_timestamp(t + change(t)));
CREATE MACRO slot(t) AS t // 1800000000;
-- Neither midnight nor an office hour falls in the hours of a Sunday's night that a change skips or repeats.
CREATE MACRO instant(w) AS w - change(w - hours(2));

CREATE TEMP TABLE windows AS
WITH days AS (
    SELECT CAST(d AS DATE) AS day FROM range(DATE '2025-12-20', DATE '2027-06-01', INTERVAL 1 DAY) AS r(d)
), spans AS (
    FROM (VALUES (1, INTERVAL 540 MINUTE, INTERVAL 720 MINUTE), (1, INTERVAL 750 MINUTE, INTERVAL 1020 MINUTE),
                 (5, INTERVAL 540 MINUTE, INTERVAL 900 MINUTE)) AS s(weekday, opening, closing)
), opened AS (
    SELECT day, instant(epoch_us(day + opening)) AS opens, instant(epoch_us(day + closing)) AS closes
    FROM days JOIN spans ON weekday = CASE WHEN isodow(day) < 5 THEN 1 ELSE isodow(day) END
    WHERE day NOT IN (
        '2025-12-24', '2025-12-25', '2025-12-26', '2026-01-01', '2026-01-06', '2026-04-03', '2026-04-05', '2026-04-06',
        '2026-05-01', '2026-05-14', '2026-05-24', '2026-06-19', '2026-06-20', '2026-10-31', '2026-12-06', '2026-12-24',
        '2026-12-25', '2026-12-26', '2026-12-31', '2027-01-01', '2027-01-06', '2027-03-26', '2027-03-28', '2027-03-29',
        '2027-05-01', '2027-05-06', '2027-05-16')
)
SELECT *, CAST(sum(closes - opens) OVER (ORDER BY opens) AS BIGINT) - (closes - opens) AS counted,
       dense_rank() OVER (ORDER BY day) AS workday
FROM opened;

CREATE TEMP TABLE workdays AS SELECT workday, max(closes) AS closes FROM windows GROUP BY workday;

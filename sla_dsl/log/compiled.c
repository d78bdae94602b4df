/* What costs most in reading a log, compiled: flat lines of JSON, times, numbers for texts, and ids to be kept.
 *
 * Each function says the same as its twin in Python, or leaves a line, a time or a text to it: `flat_lines` is that of
 * `flat_lines.py`, `instants` of `instants.py`, `numbers` and `hashes` of `numbers.py` and `words.py`, `packed` of
 * `ids.py`. Where this file cannot be compiled, those do everything. Nothing here makes or keeps an object; all arrays
 * come from the caller, and every array is asked how long it is before it is used. Texts are at least `PADDING` bytes
 * from the end of theirs.
 */

#define Py_LIMITED_API 0x030B0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "words are read as little-endian machines hold them"
#endif

#if defined(_MSC_VER)
#include <intrin.h>
#define PREFETCH(place) ((void)0)
static inline int lowest(uint64_t bits)
{
    unsigned long place;
    _BitScanForward64(&place, bits);
    return (int)place;
}
#else
#define PREFETCH(place) __builtin_prefetch(place)
#define lowest(bits) __builtin_ctzll(bits)
#endif

#define REVISION 1 /* of what is agreed with Python: another one is not used */
#ifndef SOURCE
#define SOURCE "" /* the SHA-256 of this file, where who compiles it says it */
#endif

#define ONES 0x0101010101010101u
#define TOPS 0x8080808080808080u

#define LONGEST 64 /* a longer text is not numbered or hashed here; a longer number is not read */
#define PADDING 64
#define TAG 40
#define NAME_SIZE 64 /* bytes of a row of names */
#define LONGEST_NAME 48
#define MOST_NAMES 64

static inline uint64_t word_at(const uint8_t *place)
{
    uint64_t word;
    memcpy(&word, place, 8);
    return word;
}

/* The first bytes of a word, as many as `size`, which may be more than it has or less than none. */
static inline uint64_t first_bytes(uint64_t word, int64_t size)
{
    if (size >= 8)
        return word;
    return size > 0 ? word & (((uint64_t)1 << 8 * size) - 1) : 0;
}

static inline int is_digit(uint8_t sign) { return (uint8_t)(sign - '0') <= 9; }

/* ---- Arrays of the caller ---- */

typedef struct {
    Py_buffer buffer;
    int held;
} Array;

static void release(Array *arrays, int count)
{
    for (int number = 0; number < count; number++)
        if (arrays[number].held)
            PyBuffer_Release(&arrays[number].buffer);
}

/* Takes the arrays out of the first arguments: those whose bit is set in `written` have to be writable. */
static int take(PyObject *args, Array *arrays, int count, unsigned written)
{
    if (PyTuple_Size(args) < count) {
        PyErr_SetString(PyExc_TypeError, "too few arguments");
        return 0;
    }
    for (int number = 0; number < count; number++) {
        int flags = (written >> number & 1) ? PyBUF_CONTIG : PyBUF_CONTIG_RO;
        if (PyObject_GetBuffer(PyTuple_GetItem(args, number), &arrays[number].buffer, flags) < 0)
            return 0;
        arrays[number].held = 1;
    }
    return 1;
}

/* Takes whole numbers out of the arguments that follow. */
static int take_numbers(PyObject *args, int first, int64_t *numbers, int count)
{
    if (PyTuple_Size(args) != first + count) {
        PyErr_SetString(PyExc_TypeError, "another number of arguments is expected");
        return 0;
    }
    for (int number = 0; number < count; number++) {
        numbers[number] = PyLong_AsLongLong(PyTuple_GetItem(args, first + number));
        if (numbers[number] == -1 && PyErr_Occurred())
            return 0;
    }
    return 1;
}

static inline int64_t entries(const Array *array, size_t size) { return array->buffer.len / (int64_t)size; }

static int refused(const char *why)
{
    PyErr_SetString(PyExc_ValueError, why);
    return 0;
}

/* Whether all texts lie in the bytes, with the padding after them. */
static int within(const int64_t *starts, const int64_t *lengths, int64_t count, int64_t size)
{
    for (int64_t row = 0; row < count; row++)
        if (starts[row] < 0 || lengths[row] < 0 || lengths[row] > size || starts[row] > size - lengths[row] - PADDING)
            return refused("a text does not lie within the bytes");
    return 1;
}

/* ---- Flat lines ---- */

typedef struct {
    const uint8_t *texts; /* a row each, filled up */
    const int64_t *lengths;
    int count;
    int8_t next[MOST_NAMES + 1]; /* which name came last after each, and after none */
    uint64_t words[MOST_NAMES];  /* their first bytes */
} Names;

typedef struct {
    int64_t *lines;
    int8_t *names;
    int64_t *starts, *lengths;
    uint8_t *is_text;
    int64_t count, most;
} Others;

typedef struct {
    int64_t *starts, *lengths; /* a row a name, a column a line; a start of -1 says that there is none */
    uint8_t *is_text;
    int64_t count, lines;
    int64_t *occurs; /* how many lines have each */
} First;

/* Where a text ends: at a quotation mark, or at a sign that none may have: an escape or a control character. */
#if defined(__SSE2__)
static inline const uint8_t *text_end(const uint8_t *at)
{
    const __m128i mark = _mm_set1_epi8('"'), escape = _mm_set1_epi8('\\'), control = _mm_set1_epi8(' ' - 1);
    for (;; at += 16) {
        __m128i some = _mm_loadu_si128((const __m128i *)at), lower = _mm_min_epu8(some, control);
        __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(some, mark), _mm_cmpeq_epi8(some, escape));
        int hits = _mm_movemask_epi8(_mm_or_si128(ends, _mm_cmpeq_epi8(some, lower)));
        if (hits)
            return at + lowest((uint64_t)hits);
    }
}
#else
static inline const uint8_t *text_end(const uint8_t *at)
{
    for (;; at += 8) {
        uint64_t word = word_at(at), mark = word ^ ONES * '"', escape = word ^ ONES * '\\';
        uint64_t hits = ((mark - ONES) & ~mark) | ((escape - ONES) & ~escape) | ((word - ONES * ' ') & ~word);
        hits &= TOPS;
        if (hits)
            return at + (lowest(hits) >> 3);
    }
}
#endif

static inline const uint8_t *digits_end(const uint8_t *at)
{
    while (is_digit(*at))
        at++;
    return at;
}

/* Where a number or a word of JSON ends; nothing where there is none. */
static const uint8_t *scalar_end(const uint8_t *at)
{
    if (*at == 't')
        return memcmp(at, "true", 4) ? NULL : at + 4;
    if (*at == 'f')
        return memcmp(at, "false", 5) ? NULL : at + 5;
    if (*at == 'n')
        return memcmp(at, "null", 4) ? NULL : at + 4;
    if (*at == '-')
        at++;
    if (!is_digit(*at))
        return NULL;
    at = *at == '0' ? at + 1 : digits_end(at);
    if (*at == '.') {
        if (!is_digit(*++at))
            return NULL;
        at = digits_end(at);
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        if (*at == '+' || *at == '-')
            at++;
        if (!is_digit(*at))
            return NULL;
        at = digits_end(at);
    }
    return at;
}

static inline int is_name(const Names *names, int number, const uint8_t *at)
{
    int64_t length = names->lengths[number];
    if (at[length] != '"' || first_bytes(word_at(at), length) != names->words[number])
        return 0;
    return length <= 8 || !memcmp(at + 8, names->texts + NAME_SIZE * number + 8, (size_t)(length - 8));
}

/* The number of the name at a place, and where it ends; -1 where none is known. */
static inline int name_at(Names *names, int before, const uint8_t **at)
{
    int number = names->next[before + 1];
    if (number < 0 || !is_name(names, number, *at)) {
        for (number = names->count - 1; number >= 0; number--)
            if (is_name(names, number, *at))
                break;
        if (number < 0)
            return -1;
        names->next[before + 1] = (int8_t)number;
    }
    *at += names->lengths[number];
    return number;
}

/* Reads a line; gives its names, a bit each, or 0 where it is odd. Afterwards `at` is somewhere in it, or behind it. */
static uint64_t flat_line(Names *names, const uint8_t *raw, const uint8_t **place, int64_t line, First *first,
                          Others *others, int64_t wanted)
{
    const uint8_t *at = *place;
    uint64_t bits = 0;
    int number = -1;
    if (*at != '{')
        return 0;
    at++;
    for (;;) {
        if (*at != '"')
            goto odd;
        at++;
        number = name_at(names, number, &at);
        if (number < 0 || at[1] != ':' || bits >> number & 1)
            goto odd;
        bits |= (uint64_t)1 << number;
        at += 2;
        if (*at == ' ')
            at++;
        int is_text = *at == '"';
        const uint8_t *start = at + is_text;
        at = is_text ? text_end(start) : scalar_end(start);
        if (at == NULL || (is_text && *at != '"') || (!is_text && at - start >= LONGEST)) {
            at = start;
            goto odd;
        }
        int64_t length = at - start;
        at += is_text;
        if (number < first->count) {
            int64_t cell = number * first->lines + line;
            first->starts[cell] = start - raw;
            first->lengths[cell] = length;
            first->is_text[cell] = (uint8_t)is_text;
        } else if (number < wanted) {
            if (others->count == others->most)
                goto odd;
            int64_t row = others->count++;
            others->lines[row] = line;
            others->names[row] = (int8_t)number;
            others->starts[row] = start - raw;
            others->lengths[row] = length;
            others->is_text[row] = (uint8_t)is_text;
        }
        if (*at != ',')
            break;
        at++;
        if (*at == ' ')
            at++;
    }
    if (*at != '}')
        goto odd;
    at++;
    if (*at == '\r')
        at++;
    if (*at != '\n')
        goto odd;
    *place = at + 1;
    return bits;
odd:
    *place = at;
    return 0;
}

PyDoc_STRVAR(flat_lines_doc, "flat_lines(raw, names, name_lengths, flat, bits, starts, lengths, is_text, other_lines, "
                             "other_names, other_starts, other_lengths, other_is_text, occurs, size, first, wanted) "
                             "-> (int, int)\n\nHow many lines a block has, and how many values of other names there are in "
                             "its flat lines. Where it has more lines than there is room for, that is none.");

static PyObject *flat_lines(PyObject *self, PyObject *args)
{
    Array arrays[14];
    int64_t numbers[3];
    PyObject *result = NULL;
    memset(arrays, 0, sizeof arrays);
    (void)self;
    if (!take(args, arrays, 14, 0x3FF8) || !take_numbers(args, 14, numbers, 3))
        goto done;
    const uint8_t *raw = arrays[0].buffer.buf;
    int64_t size = numbers[0], wanted = numbers[2], lines = entries(&arrays[3], 1);
    Names names = {arrays[1].buffer.buf, arrays[2].buffer.buf, (int)entries(&arrays[2], 8), {0}, {0}};
    uint8_t *flat = arrays[3].buffer.buf;
    uint64_t *bits = arrays[4].buffer.buf;
    First first = {arrays[5].buffer.buf, arrays[6].buffer.buf, arrays[7].buffer.buf, numbers[1], lines,
                   arrays[13].buffer.buf};
    Others others = {arrays[8].buffer.buf, arrays[9].buffer.buf, arrays[10].buffer.buf, arrays[11].buffer.buf,
                     arrays[12].buffer.buf, 0, entries(&arrays[9], 1)};
    if (size < 0 || size > arrays[0].buffer.len - PADDING || (size && raw[size - 1] != '\n')) {
        refused("the block is not of whole lines, or not padded");
        goto done;
    }
    if (names.count > MOST_NAMES || arrays[1].buffer.len < (int64_t)names.count * NAME_SIZE || first.count < 0 ||
        first.count > MOST_NAMES) {
        refused("there are too many names");
        goto done;
    }
    for (int number = 0; number < names.count; number++)
        if (names.lengths[number] < 0 || names.lengths[number] > LONGEST_NAME) {
            refused("a name is too long");
            goto done;
        }
    for (int number = 0; number < names.count; number++)
        names.words[number] = first_bytes(word_at(names.texts + NAME_SIZE * number), names.lengths[number]);
    if (entries(&arrays[4], 8) < lines || entries(&arrays[5], 8) < first.count * lines ||
        entries(&arrays[6], 8) < first.count * lines || entries(&arrays[7], 1) < first.count * lines ||
        entries(&arrays[8], 8) < others.most || entries(&arrays[10], 8) < others.most ||
        entries(&arrays[11], 8) < others.most || entries(&arrays[12], 1) < others.most ||
        entries(&arrays[13], 8) < first.count) {
        refused("an array is too short");
        goto done;
    }
    memset(names.next, -1, sizeof names.next);
    memset(first.occurs, 0, (size_t)first.count * sizeof *first.occurs);
    int64_t line = 0;
    Py_BEGIN_ALLOW_THREADS
    const uint8_t *at = raw, *end = raw + size;
    for (; line < lines && at < end; line++) {
        int64_t before = others.count;
        bits[line] = flat_line(&names, raw, &at, line, &first, &others, wanted);
        flat[line] = bits[line] != 0;
        for (int64_t number = 0; number < first.count; number++)
            if (bits[line] >> number & 1)
                first.occurs[number]++;
            else
                first.starts[number * lines + line] = -1;
        if (!flat[line]) {
            others.count = before;
            at = (const uint8_t *)memchr(at, '\n', (size_t)(end - at)) + 1;
        }
    }
    if (at < end)
        line = -1;
    Py_END_ALLOW_THREADS
    result = Py_BuildValue("LL", (long long)line, (long long)others.count);
done:
    release(arrays, 14);
    return result;
}

/* ---- Times ---- */

#define SECOND 1000000LL
#define FIRST_INSTANT (-62135596800LL * SECOND) /* 0001-01-01T00:00:00Z */
#define AFTER_LAST (253402300800LL * SECOND)    /* 10000-01-01T00:00:00Z */
#define CLOCK_END 19
#define NONE INT64_MIN

/* The number that two digits are; 100 or more where they are none. */
static inline int two(const uint8_t *at)
{
    return is_digit(at[0]) && is_digit(at[1]) ? (at[0] - '0') * 10 + at[1] - '0' : 100;
}

/* What stands after the seconds, in microseconds: the fraction less the offset. */
static int64_t after_seconds(const uint8_t *at, const uint8_t *end)
{
    int64_t later = 0;
    if (at < end && *at == '.') {
        int64_t unit = SECOND / 10;
        const uint8_t *start = ++at;
        for (; at < end && is_digit(*at); at++, unit /= 10)
            later += unit * (*at - '0');
        if (at == start)
            return NONE;
    }
    if (end - at == 1)
        return *at == 'Z' || *at == 'z' ? later : NONE;
    if (end - at != 6 || (*at != '+' && *at != '-') || at[3] != ':')
        return NONE;
    int hours = two(at + 1), minutes = two(at + 4);
    if (hours > 23 || minutes > 59)
        return NONE;
    int64_t ahead = (hours * 60 + minutes) * 60 * SECOND;
    return *at == '-' ? later + ahead : later - ahead;
}

static int64_t instant(const uint8_t *at, int64_t length)
{
    static const uint8_t days_of[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (length <= CLOCK_END || at[4] != '-' || at[7] != '-' || at[13] != ':' || at[16] != ':' ||
        (at[10] != 'T' && at[10] != 't' && at[10] != ' '))
        return NONE;
    int century = two(at), years = two(at + 2), month = two(at + 5), day = two(at + 8);
    int hour = two(at + 11), minute = two(at + 14), second = two(at + 17), year = century * 100 + years;
    if (century > 99 || years > 99 || year < 1 || month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59)
        return NONE;
    int leaps = month == 2 && year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (day < 1 || day > days_of[month - 1] + leaps)
        return NONE;
    int64_t later = after_seconds(at + CLOCK_END, at + length);
    if (later == NONE)
        return NONE;
    int own = year - (month <= 2), since_march = month + (month > 2 ? -3 : 9);
    int64_t days = own * 365 + own / 4 - own / 100 + own / 400 + (since_march * 153 + 2) / 5 + day - 1 - 719468;
    int64_t found = (((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND + later;
    return found >= FIRST_INSTANT && found < AFTER_LAST ? found : NONE;
}

PyDoc_STRVAR(instants_doc, "instants(raw, starts, lengths, found, odd) -> None\n\n"
                           "The instants of times, and which of them are none that is read here.");

static PyObject *instants(PyObject *self, PyObject *args)
{
    Array arrays[5];
    PyObject *result = NULL;
    memset(arrays, 0, sizeof arrays);
    (void)self;
    if (!take(args, arrays, 5, 0x18) || !take_numbers(args, 5, NULL, 0))
        goto done;
    const uint8_t *raw = arrays[0].buffer.buf;
    const int64_t *starts = arrays[1].buffer.buf, *lengths = arrays[2].buffer.buf;
    int64_t *found = arrays[3].buffer.buf, count = entries(&arrays[1], 8);
    uint8_t *odd = arrays[4].buffer.buf;
    if (entries(&arrays[2], 8) < count || entries(&arrays[3], 8) < count || entries(&arrays[4], 1) < count) {
        refused("an array is too short");
        goto done;
    }
    if (!within(starts, lengths, count, arrays[0].buffer.len))
        goto done;
    Py_BEGIN_ALLOW_THREADS
    for (int64_t row = 0; row < count; row++) {
        int64_t own = instant(raw + starts[row], lengths[row]);
        odd[row] = own == NONE;
        found[row] = odd[row] ? 0 : own;
    }
    Py_END_ALLOW_THREADS
    Py_INCREF(Py_None);
    result = Py_None;
done:
    release(arrays, 5);
    return result;
}

/* ---- Hashes and numbers ---- */

static inline uint64_t mixed(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

static inline uint64_t hash_of(const uint8_t *text, int64_t length, uint64_t size, uint64_t seed)
{
    uint64_t hash = mixed(size + seed, first_bytes(word_at(text), length));
    hash = mixed(hash, first_bytes(word_at(text + 8), length - 8));
    for (int64_t begin = 16; begin < length; begin += 8)
        hash = mixed(hash, first_bytes(word_at(text + begin), length - begin));
    return hash;
}

static int none_is_long(const int64_t *lengths, int64_t count)
{
    for (int64_t row = 0; row < count; row++)
        if (lengths[row] > LONGEST)
            return refused("a text is too long");
    return 1;
}

PyDoc_STRVAR(hashes_doc, "hashes(raw, starts, lengths, found, seed) -> None\n\nA hash of each text.");

static PyObject *hashes(PyObject *self, PyObject *args)
{
    Array arrays[4];
    int64_t seed;
    PyObject *result = NULL;
    memset(arrays, 0, sizeof arrays);
    (void)self;
    if (!take(args, arrays, 4, 0x8) || !take_numbers(args, 4, &seed, 1))
        goto done;
    const uint8_t *raw = arrays[0].buffer.buf;
    const int64_t *starts = arrays[1].buffer.buf, *lengths = arrays[2].buffer.buf;
    uint64_t *found = arrays[3].buffer.buf;
    int64_t count = entries(&arrays[1], 8);
    if (entries(&arrays[2], 8) < count || entries(&arrays[3], 8) < count) {
        refused("an array is too short");
        goto done;
    }
    if (!within(starts, lengths, count, arrays[0].buffer.len) || !none_is_long(lengths, count))
        goto done;
    for (int64_t row = 0; row < count; row++)
        found[row] = hash_of(raw + starts[row], lengths[row], (uint64_t)lengths[row], (uint64_t)seed);
    Py_INCREF(Py_None);
    result = Py_None;
done:
    release(arrays, 4);
    return result;
}

#define FREE (-1)
#define UNLIKE (-3)
#define ROOM 4
#define AHEAD 32 /* so many texts are looked up together, so that memory is asked for their entries at once */

typedef struct {
    uint64_t hash, size, second, third;
} Kept;

typedef struct {
    int32_t *slots;
    int64_t slot_count;
    int shift;
    Kept *kept;
    int64_t kept_count;
    int64_t *ends;
    uint8_t *bytes;
    int64_t byte_count, count;
} Table;

static int is_like(const Table *table, int32_t number, const uint8_t *text, int64_t length, uint64_t size)
{
    const Kept *kept = &table->kept[number];
    if (kept->size != size)
        return 0;
    if (length > 24)
        return table->ends[number] >= 0 && table->ends[number] <= table->byte_count - length &&
               !memcmp(table->bytes + table->ends[number], text, (size_t)length);
    return kept->second == first_bytes(word_at(text + 8), length - 8) &&
           kept->third == first_bytes(word_at(text + 16), length - 16);
}

/* Takes a text in at a slot; gives 0 where there is no room for it. */
static int taken_in(Table *table, int64_t slot, const uint8_t *text, int64_t length, uint64_t size, uint64_t hash)
{
    int64_t end = table->ends[table->count];
    if (ROOM * (table->count + 1) > table->slot_count || table->count >= table->kept_count || table->count >= INT32_MAX ||
        end < 0 || end > table->byte_count - length)
        return 0;
    Kept *kept = &table->kept[table->count];
    kept->hash = hash;
    kept->size = size;
    kept->second = first_bytes(word_at(text + 8), length - 8);
    kept->third = first_bytes(word_at(text + 16), length - 16);
    memcpy(table->bytes + end, text, (size_t)length);
    table->slots[slot] = (int32_t)table->count++;
    table->ends[table->count] = end + length;
    return 1;
}

/* The number of a text, or UNLIKE; FREE where it is new, and there is no room for it. */
static int32_t number_of(Table *table, const uint8_t *text, int64_t length, uint64_t size, uint64_t hash)
{
    for (int64_t slot = (int64_t)(hash >> table->shift);; slot = (slot + 1) & (table->slot_count - 1)) {
        int32_t number = table->slots[slot];
        if (number < 0)
            return taken_in(table, slot, text, length, size, hash) ? (int32_t)(table->count - 1) : FREE;
        if (number >= table->count)
            return UNLIKE;
        if (table->kept[number].hash == hash)
            return is_like(table, number, text, length, size) ? number : UNLIKE;
    }
}

/* Numbers texts from a row on; gives the row at which there is no more room. */
static int64_t number_rows(Table *table, const uint8_t *raw, const int64_t *starts, const int64_t *lengths,
                           const int64_t *sizes, int32_t *found, int64_t row, int64_t count, uint64_t seed)
{
    uint64_t ahead[AHEAD];
    while (row < count) {
        int64_t some = count - row < AHEAD ? count - row : AHEAD;
        for (int64_t one = 0; one < some; one++) {
            ahead[one] = hash_of(raw + starts[row + one], lengths[row + one], (uint64_t)sizes[row + one], seed);
            PREFETCH(&table->slots[ahead[one] >> table->shift]);
        }
        for (int64_t one = 0; one < some; one++) {
            int32_t number = table->slots[ahead[one] >> table->shift];
            if (number >= 0)
                PREFETCH(&table->kept[number]);
        }
        for (int64_t one = 0; one < some; one++, row++) {
            found[row] = number_of(table, raw + starts[row], lengths[row], (uint64_t)sizes[row], ahead[one]);
            if (found[row] == FREE)
                return row;
        }
    }
    return count;
}

PyDoc_STRVAR(numbers_doc, "numbers(raw, starts, lengths, sizes, found, slots, kept, ends, bytes, row, count, seed) -> "
                          "(int, int)\n\nThe row up to which texts have got their numbers, and how many there are now.");

static PyObject *numbers(PyObject *self, PyObject *args)
{
    Array arrays[9];
    int64_t own[3];
    PyObject *result = NULL;
    memset(arrays, 0, sizeof arrays);
    (void)self;
    if (!take(args, arrays, 9, 0x1F0) || !take_numbers(args, 9, own, 3))
        goto done;
    const uint8_t *raw = arrays[0].buffer.buf;
    const int64_t *starts = arrays[1].buffer.buf, *lengths = arrays[2].buffer.buf, *sizes = arrays[3].buffer.buf;
    int32_t *found = arrays[4].buffer.buf;
    int64_t rows = entries(&arrays[1], 8), row = own[0] < rows ? own[0] : rows, slots = entries(&arrays[5], 4);
    int64_t kept = entries(&arrays[6], sizeof(Kept)), ends = entries(&arrays[7], 8) - 1;
    Table table = {arrays[5].buffer.buf, slots, 64 - lowest((uint64_t)slots | (uint64_t)1 << 63), arrays[6].buffer.buf,
                   kept < ends ? kept : ends, arrays[7].buffer.buf, arrays[8].buffer.buf, arrays[8].buffer.len, own[1]};
    if (entries(&arrays[2], 8) < rows || entries(&arrays[3], 8) < rows || entries(&arrays[4], 4) < rows || row < 0 ||
        slots < 2 || (slots & (slots - 1)) || table.count < 0 || table.count > table.kept_count) {
        refused("an array is too short, or slots are no power of two");
        goto done;
    }
    if (!within(starts, lengths, rows, arrays[0].buffer.len) || !none_is_long(lengths, rows))
        goto done;
    row = number_rows(&table, raw, starts, lengths, sizes, found, row, rows, (uint64_t)own[2]);
    result = Py_BuildValue("LL", (long long)row, (long long)table.count);
done:
    release(arrays, 9);
    return result;
}

/* ---- Packed ids ---- */

#define NIL 0xC0 /* msgpack: nothing, a text of up to 31 bytes, and one of up to 255, whose length comes after */
#define SHORT 0xA0
#define LONG 0xD9
#define SHORTEST_LONG 32
#define LONGEST_PACKED 255

/* Whether texts of at most `LONGEST_PACKED` bytes lie in rows that are in order, each in one of so many. */
static int is_packable(const int64_t *lengths, const int64_t *rows, int64_t texts, int64_t count)
{
    for (int64_t text = 0; text < texts; text++)
        if (lengths[text] > LONGEST_PACKED || rows[text] < (text ? rows[text - 1] + 1 : 0) || rows[text] >= count)
            return refused("a text is too long, or rows are not in order");
    return 1;
}

PyDoc_STRVAR(packed_doc, "packed(raw, starts, lengths, rows, found, count) -> int\n\n"
                         "How many bytes so many rows take by msgpack, those that have a text and the others.");

static PyObject *packed(PyObject *self, PyObject *args)
{
    Array arrays[5];
    int64_t count;
    PyObject *result = NULL;
    memset(arrays, 0, sizeof arrays);
    (void)self;
    if (!take(args, arrays, 5, 0x10) || !take_numbers(args, 5, &count, 1))
        goto done;
    const uint8_t *raw = arrays[0].buffer.buf;
    const int64_t *starts = arrays[1].buffer.buf, *lengths = arrays[2].buffer.buf, *rows = arrays[3].buffer.buf;
    uint8_t *found = arrays[4].buffer.buf, *at = found;
    int64_t texts = entries(&arrays[1], 8), size = count, text = 0;
    if (count < 0 || count > arrays[4].buffer.len || entries(&arrays[2], 8) < texts || entries(&arrays[3], 8) < texts) {
        refused("an array is too short");
        goto done;
    }
    if (!within(starts, lengths, texts, arrays[0].buffer.len) || !is_packable(lengths, rows, texts, count))
        goto done;
    for (int64_t one = 0; one < texts; one++)
        size += lengths[one] + (lengths[one] >= SHORTEST_LONG);
    if (arrays[4].buffer.len < size) {
        refused("an array is too short");
        goto done;
    }
    for (int64_t row = 0; row < count; row++) {
        if (text == texts || rows[text] != row) {
            *at++ = NIL;
            continue;
        }
        int64_t length = lengths[text];
        if (length >= SHORTEST_LONG)
            *at++ = LONG;
        *at++ = (uint8_t)(length >= SHORTEST_LONG ? length : SHORT | length);
        memcpy(at, raw + starts[text++], (size_t)length);
        at += length;
    }
    result = PyLong_FromLongLong(at - found);
done:
    release(arrays, 5);
    return result;
}

static PyMethodDef methods[] = {
    {"flat_lines", flat_lines, METH_VARARGS, flat_lines_doc},
    {"instants", instants, METH_VARARGS, instants_doc},
    {"hashes", hashes, METH_VARARGS, hashes_doc},
    {"numbers", numbers, METH_VARARGS, numbers_doc},
    {"packed", packed, METH_VARARGS, packed_doc},
    {NULL, NULL, 0, NULL},
};

static int filled(PyObject *module)
{
    if (PyModule_AddIntConstant(module, "REVISION", REVISION) < 0)
        return -1;
    return PyModule_AddStringConstant(module, "SOURCE", SOURCE);
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, filled}, {0, NULL}};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT, "_compiled", "What costs most in reading a log; see `compiled.c`.", 0, methods, slots, NULL,
    NULL, NULL,
};

PyMODINIT_FUNC PyInit__compiled(void) { return PyModuleDef_Init(&definition); }

// The loops of a matrix product for vectors of WIDTH floats and tiles of ROWS × 2 · WIDTH results in registers.
//
// Included by one file for each instruction set, which defines WIDTH, ROWS and the names of the functions: PRODUCT, PACK
// and PACKED_PRODUCT.
//
// Source of the scheme: Goto and van de Geijn 2008, "Anatomy of high-performance matrix multiplication". We differ in
// that operands are packed only where that pays: a tile reads A and B where they lie, and a broadcast costs the same
// whether A is transposed or not. Only a transposed B has to be turned, and rows that lie an unlucky distance apart
// have to be moved.
//
// Every element of C is one chain of fused multiply-adds in the order of k for each stretch of k, and the stretches are
// cut by k alone: its bits depend neither on its place, nor on the other rows and columns, nor on WIDTH and ROWS.

#include "CKernels.h"

enum {
  tile_columns = 2 * WIDTH,
  /// The most steps of k in one pass over C.
  depth = 256,
  /// Steps of k from a prefetch to the use.
  ahead = 16,
  /// Columns of B that are packed at a time: 128 KiB.
  packed_columns = 128,
};

typedef float vector __attribute__((vector_size(4 * WIDTH)));
typedef float loose_vector __attribute__((vector_size(4 * WIDTH), aligned(4)));
typedef float eight __attribute__((vector_size(32)));
typedef float loose_eight __attribute__((vector_size(32), aligned(4)));

/// Where a tile's operands lie: element (i, p) of A at a[i * a_row + p * a_step], row p of B at b + p * b_step.
struct operands {
  const float *a;
  long a_row, a_step;
  const float *b;
  long b_step;
  long k;
};

/// Where and how results are written.
struct results {
  float *c;
  long stride;
  float alpha, beta;
};

#define ALWAYS static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")

ALWAYS void tile(const int rows, const int vectors, const struct operands *in, const struct results *out) {
  vector sums[ROWS][2];
  UNROLL
  for (int i = 0; i < rows; i++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      sums[i][v] = (vector){0};
      __builtin_prefetch(out->c + i * out->stride + v * WIDTH, 1);
    }
  }
  // A base for every three rows, so that addresses take few registers.
  const long row = in->a_row, step = in->a_step, b_step = in->b_step;
  const float *bases[(ROWS + 2) / 3];
  UNROLL
  for (int i = 0; i < rows; i += 3) bases[i / 3] = in->a + i * row;
  const float *b = in->b;
  for (long p = 0; p < in->k; p++) {
    vector columns[2];
    UNROLL
    for (int v = 0; v < vectors; v++) columns[v] = *(const loose_vector *)(b + v * WIDTH);
    // Operands come from memory as often as from a cache, in strides that the processor does not foresee. Narrow
    // vectors have no time for it, and read what has been packed.
    if (WIDTH >= 16) {
      UNROLL
      for (int v = 0; v < vectors; v++) __builtin_prefetch(b + ahead * b_step + v * WIDTH);
      __builtin_prefetch(bases[0] + ahead * step);
    }
    UNROLL
    for (int i = 0; i < rows; i++) {
      const vector factor = bases[i / 3][i % 3 * row] - (vector){0};
      UNROLL
      for (int v = 0; v < vectors; v++) sums[i][v] = __builtin_elementwise_fma(factor, columns[v], sums[i][v]);
      // Keeps the compiler from loading all rows first, for which there are not enough registers.
      __asm__ volatile("" ::: "memory");
    }
    UNROLL
    for (int i = 0; i < rows; i += 3) bases[i / 3] += step;
    b += b_step;
  }
  const vector alpha = out->alpha - (vector){0}, beta = out->beta - (vector){0};
  UNROLL
  for (int i = 0; i < rows; i++) {
    UNROLL
    for (int v = 0; v < vectors; v++) {
      loose_vector *const to = (loose_vector *)(out->c + i * out->stride + v * WIDTH);
      const vector product = alpha * sums[i][v];
      *to = out->beta == 0 ? product : __builtin_elementwise_fma(beta, (vector)*to, product);
    }
  }
}

typedef void tile_function(const struct operands *, const struct results *);

#define TILE(rows)                                                                                                \
  static void tile_##rows##_1(const struct operands *in, const struct results *out) { tile(rows, 1, in, out); }   \
  static void tile_##rows##_2(const struct operands *in, const struct results *out) { tile(rows, 2, in, out); }
#define ENTRY(rows) {tile_##rows##_1, tile_##rows##_2}

TILE(1) TILE(2) TILE(3) TILE(4) TILE(5) TILE(6)
#if ROWS > 6
TILE(7) TILE(8) TILE(9) TILE(10) TILE(11) TILE(12)
#endif

static tile_function *const tiles[ROWS][2] = {
    ENTRY(1), ENTRY(2), ENTRY(3), ENTRY(4), ENTRY(5), ENTRY(6),
#if ROWS > 6
    ENTRY(7), ENTRY(8), ENTRY(9), ENTRY(10), ENTRY(11), ENTRY(12),
#endif
};

/// y[j * y_stride + i] = x[i * x_stride + j] for 8 × 8 floats.
ALWAYS void transpose_eight(const float *x, long x_stride, float *y, long y_stride) {
  eight r[8], s[8];
  UNROLL
  for (int i = 0; i < 8; i++) r[i] = *(const loose_eight *)(x + i * x_stride);
  UNROLL
  for (int i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  UNROLL
  for (int i = 0; i < 8; i += 4) {
    UNROLL
    for (int h = 0; h < 2; h++) {
      r[i + 2 * h] = __builtin_shufflevector(s[i + h], s[i + 2 + h], 0, 1, 8, 9, 4, 5, 12, 13);
      r[i + 2 * h + 1] = __builtin_shufflevector(s[i + h], s[i + 2 + h], 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  UNROLL
  for (int i = 0; i < 4; i++) {
    *(loose_eight *)(y + i * y_stride) = __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11);
    *(loose_eight *)(y + (i + 4) * y_stride) = __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15);
  }
}

/// Columns 0 ..< columns of op(B), k rows of them, as panels of tile_columns, one after the other `distance` floats
/// apart; up to the next whole vector filled with zeros.
static void pack(int transposed, const float *b, long ldb, long columns, long k, float *to, long distance) {
  for (long first = 0; first < columns; first += tile_columns, to += distance) {
    const long width = columns - first < tile_columns ? columns - first : tile_columns;
    const long padded = (width + WIDTH - 1) / WIDTH * WIDTH;
    if (!transposed) {
      for (long p = 0; p < k; p++) {
        const float *from = b + p * ldb + first;
        float *row = to + p * tile_columns;
        if (width == tile_columns) {
          for (int j = 0; j < tile_columns; j++) row[j] = from[j];
        } else {
          for (long j = 0; j < padded; j++) row[j] = j < width ? from[j] : 0.0f;
        }
      }
      continue;
    }
    for (long j = 0; j < padded; j += 8) {
      const float *from = b + (first + j) * ldb;
      long p = 0;
      if (j + 8 <= width)
        for (; p + 8 <= k; p += 8) transpose_eight(from + p, ldb, to + p * tile_columns + j, tile_columns);
      for (; p < k; p++)
        for (long i = 0; i < 8; i++) to[p * tile_columns + j + i] = j + i < width ? from[i * ldb + p] : 0.0f;
    }
  }
}

/// A tile of fewer columns than whole vectors: computed beside C, then written element by element, with the same
/// operations as a vector's.
static void narrow_tile(long rows, int vectors, long width, const struct operands *in, const struct results *out) {
  float block[ROWS * tile_columns];
  tiles[rows - 1][vectors - 1](in, &(struct results){block, tile_columns, out->alpha, 0.0f});
  for (long i = 0; i < rows; i++) {
    float *to = out->c + i * out->stride;
    for (long j = 0; j < width; j++) {
      const float product = block[i * tile_columns + j];
      to[j] = out->beta == 0 ? product : __builtin_fmaf(out->beta, to[j], product);
    }
  }
}

/// All rows of some columns for one stretch of k. `b_panel` is the distance between panels of B.
static void rows_of_tiles(
    int moves_a, long m, long columns, struct operands in, long b_panel, struct results out) {
  // An odd number of cache lines apart, so that the rows do not fall on the same lines of the first-level cache.
  enum { moved_stride = depth + 16 };
  float moved[ROWS * moved_stride] __attribute__((aligned(64)));
  const float *const b = in.b;
  for (long i = 0; i < m; i += ROWS) {
    const long rows = m - i < ROWS ? m - i : ROWS;
    struct operands part = in;
    part.a = in.a + i * in.a_row;
    if (moves_a) {
      if (in.a_row == 1) {
        for (long p = 0; p < in.k; p++) {
          const float *from = part.a + p * in.a_step;
          if (rows == ROWS) {
            UNROLL
            for (long r = 0; r < ROWS; r++) moved[p * ROWS + r] = from[r];
          } else {
            for (long r = 0; r < rows; r++) moved[p * ROWS + r] = from[r];
          }
        }
        part.a_step = ROWS;
      } else {
        for (long r = 0; r < rows; r++) {
          const float *from = part.a + r * in.a_row;
          float *to = moved + r * moved_stride;
          for (long p = 0; p < in.k; p++) to[p] = from[p];
        }
        part.a_row = moved_stride;
      }
      part.a = moved;
    }
    for (long j = 0; j < columns; j += tile_columns) {
      const long width = columns - j < tile_columns ? columns - j : tile_columns;
      const int vectors = width > WIDTH ? 2 : 1;
      if (moves_a && in.a_row != 1 && i + 2 * ROWS <= m) {
        // A share of the next rows, which lie too far apart for the processor to foresee them.
        const float *next = in.a + (i + ROWS) * in.a_row;
        const long count = (columns + tile_columns - 1) / tile_columns, index = j / tile_columns;
        for (long r = ROWS * index / count; r < ROWS * (index + 1) / count; r++)
          for (long p = 0; p < in.k; p += 16) __builtin_prefetch(next + r * in.a_row + p, 0, 2);
      }
      part.b = b + j / tile_columns * b_panel;
      const struct results to = {out.c + i * out.stride + j, out.stride, out.alpha, out.beta};
      if (width % WIDTH == 0) {
        tiles[rows - 1][vectors - 1](&part, &to);
      } else {
        narrow_tile(rows, vectors, width, &part, &to);
      }
    }
  }
}

/// How far one pass over C goes along k, so that all passes are about equally long.
static long stretch_length(long k) {
  const long stretches = (k + depth - 1) / depth;
  return stretches == 0 ? 1 : ((k + stretches - 1) / stretches + 3) / 4 * 4;
}

static struct operands left_operand(int transpose_a, const float *a, long lda, long p, long length) {
  return (struct operands){
      transpose_a ? a + p * lda : a + p, transpose_a ? 1 : lda, transpose_a ? lda : 1, 0, tile_columns, length};
}

/// Rows a multiple of 4 KiB apart share their place in the first-level cache.
static int should_move(int transpose_a, long m, long n, long lda) {
  return transpose_a ? WIDTH < 16 && n >= 128 : lda % 1024 == 0 && m > 1 && n > tile_columns;
}

void PRODUCT(
    int transpose_a, int transpose_b, long m, long n, long k, float alpha, const float *a, long lda, const float *b,
    long ldb, float beta, float *c, long ldc) {
  float packed[depth * packed_columns] __attribute__((aligned(64)));
  const int moves_a = should_move(transpose_a, m, n, lda);
  const int packs_b = transpose_b || (m > 8 * ROWS && (ldb % 1024 == 0 || (WIDTH < 16 && n >= 128)));
  // What can be read in place: whole vectors of a B that is not packed.
  const long in_place = packs_b ? 0 : n / WIDTH * WIDTH;
  const long stretch = stretch_length(k);
  long p = 0;
  do {
    const long length = k - p < stretch ? k - p : stretch;
    struct operands in = left_operand(transpose_a, a, lda, p, length);
    struct results out = {c, ldc, alpha, p == 0 ? beta : 1.0f};
    if (in_place > 0) {
      in.b = b + p * ldb;
      in.b_step = ldb;
      rows_of_tiles(moves_a, m, in_place, in, tile_columns, out);
    }
    in.b = packed;
    in.b_step = tile_columns;
    for (long j = in_place; j < n; j += packed_columns) {
      const long columns = n - j < packed_columns ? n - j : packed_columns;
      const float *const from = transpose_b ? b + j * ldb + p : b + p * ldb + j;
      pack(transpose_b, from, ldb, columns, length, packed, depth * tile_columns);
      out.c = c + j;
      rows_of_tiles(moves_a, m, columns, in, depth * tile_columns, out);
    }
    p += stretch;
  } while (p < k);
}

void PACK(int transpose_b, long n, long k, const float *b, long ldb, long first, long columns, float *packed) {
  const long stretch = stretch_length(k);
  for (long p = 0; p < k; p += stretch) {
    const long length = k - p < stretch ? k - p : stretch;
    const float *const from = transpose_b ? b + first * ldb + p : b + p * ldb + first;
    pack(transpose_b, from, ldb, columns, length, packed + p * kernel_packed_columns(n) + first * length,
         length * tile_columns);
  }
}

void PACKED_PRODUCT(
    int transpose_a, long m, long n, long k, long first, long columns, float alpha, const float *a, long lda,
    const float *packed, float beta, float *c, long ldc) {
  const int moves_a = should_move(transpose_a, m, columns, lda);
  const long stretch = stretch_length(k);
  long p = 0;
  do {
    const long length = k - p < stretch ? k - p : stretch;
    struct operands in = left_operand(transpose_a, a, lda, p, length);
    for (long j = first; j < first + columns; j += packed_columns) {
      const long width = first + columns - j < packed_columns ? first + columns - j : packed_columns;
      in.b = packed + p * kernel_packed_columns(n) + j * length;
      const struct results out = {c + j, ldc, alpha, p == 0 ? beta : 1.0f};
      rows_of_tiles(moves_a, m, width, in, length * tile_columns, out);
    }
    p += stretch;
  } while (p < k);
}

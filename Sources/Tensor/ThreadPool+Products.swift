internal import CKernels

extension ThreadPool {
  /// One large product, cut into blocks of C, each done by one thread.
  ///
  /// The blocks depend on the sizes alone, so the bits of C do not depend on the number of threads.
  ///
  /// - Parameter prepare: called for every block by the thread that then does it, while it may still change C there;
  ///   for what the product is to be added to. Nil: C holds it already.
  /// Other parameters as in `BLAS.multiply`.
  public func multiply(
    transposeA: Bool = false, transposeB: Bool = false, m: Int, n: Int, k: Int, alpha: Float = 1,
    _ a: UnsafePointer<Float>, lda: Int, _ b: UnsafePointer<Float>, ldb: Int, beta: Float = 0,
    _ c: UnsafeMutablePointer<Float>, ldc: Int, prepare: ((_ rows: Range<Int>, _ columns: Range<Int>) -> Void)? = nil
  ) {
    let packs = Self.packs(transposeA: transposeA, m: m, n: n, k: k)
    let packed = packs ? pack(transposed: transposeB, n: n, k: k, b, ldb: ldb) : nil
    let (rowBlock, columnBlock) = packs ? Self.packedBlocks(m: m, n: n) : Self.blocks(m: m, n: n)
    let columnBlocks = (n + columnBlock - 1) / columnBlock
    let rowBlocks = (m + rowBlock - 1) / rowBlock
    parallel(rowBlocks * columnBlocks) { piece, _ in
      let (row, column) = (piece / columnBlocks * rowBlock, piece % columnBlocks * columnBlock)
      let (rows, columns) = (min(rowBlock, m - row), min(columnBlock, n - column))
      prepare?(row..<row + rows, column..<column + columns)
      let (a, c) = (transposeA ? a + row : a + row * lda, c + row * ldc)
      if let packed {
        kernel_packed_product(
          ProductKernels.level, transposeA ? 1 : 0, rows, n, k, column, columns, alpha, a, lda, packed, beta, c, ldc)
      } else {
        BLAS.multiply(
          transposeA: transposeA, transposeB: transposeB, m: rows, n: columns, k: k, alpha: alpha, a, lda: lda,
          transposeB ? b + column * ldb : b + column, ldb: ldb, beta: beta, c + column, ldc: ldc)
      }
    }
  }

  /// Whether B is packed once for all blocks. That pays where there are many rows for each of its elements; Aᵀ is read
  /// as fast without.
  static func packs(transposeA: Bool, m: Int, n: Int, k: Int) -> Bool {
    ProductKernels.level > 0 && !transposeA && m >= 192 && n <= 2 * m && n >= 64 && m * n * k >= 1 << 24
  }

  /// op(B) as `kernel_packed_product` reads it, in memory that lasts until the next product.
  private func pack(transposed: Bool, n: Int, k: Int, _ b: UnsafePointer<Float>, ldb: Int) -> UnsafePointer<Float> {
    let packed = packedOperand(count: kernel_packed_columns(n) * k)
    parallel(count: n, grain: 64) { columns, _ in
      kernel_pack(
        ProductKernels.level, transposed ? 1 : 0, n, k, b, ldb, columns.lowerBound, columns.count, packed)
    }
    return UnsafePointer(packed)
  }

  /// Block lengths where B is packed: so few rows that their part of A and C stays in the second-level cache, and
  /// columns cut where there would be too few blocks to share out, or C's part too large.
  static func packedBlocks(m: Int, n: Int) -> (rows: Int, columns: Int) {
    let rows = 96
    let parts = max(32 / ((m + rows - 1) / rows), (n + 1535) / 1536, 1)
    return (rows, max(((n + parts - 1) / parts + 127) & ~127, 128))
  }

  /// Block lengths for a product with an m × n result: at most 16 blocks along the longer side, of 128 or more, where
  /// OpenBLAS's packing of the other operand no longer counts; along the shorter side only as far as needed to have
  /// enough blocks to share out.
  static func blocks(m: Int, n: Int) -> (rows: Int, columns: Int) {
    func cut(_ length: Int, _ parts: Int) -> Int { max(((length + parts - 1) / parts + 15) & ~15, 16) }
    let long = max(m, n)
    let short = min(m, n)
    let longParts = min(max(long / 128, 1), 16)
    let shortParts = longParts >= 4 ? 1 : min(max(short / 64, 1), 4 / longParts)
    return m >= n ? (cut(m, longParts), cut(n, shortParts)) : (cut(m, shortParts), cut(n, longParts))
  }
}

import CKernels
import Tensor
import TestSupport
import Testing

/// Our own matrix products against sums in double precision, at every level that this processor has.
@Suite struct ProductTests {
  /// One product and the operands as they are stored.
  struct Case: CustomStringConvertible {
    var m: Int
    var n: Int
    var k: Int
    var transposeA = false
    var transposeB = false
    var alpha: Float = 1
    var beta: Float = 0
    /// Floats between the end of a row and the start of the next, in A, B and C.
    var gaps = (0, 0, 0)

    var lda: Int { (transposeA ? m : k) + gaps.0 }
    var ldb: Int { (transposeB ? k : n) + gaps.1 }
    var ldc: Int { n + gaps.2 }
    var a: [Float] { SampleNumbers.uniform((transposeA ? k : m) * lda + 1, seed: 1) }
    var b: [Float] { SampleNumbers.uniform((transposeB ? n : k) * ldb + 1, seed: 2) }
    /// Not a number where beta is 0: it must not be read.
    var c: [Float] {
      beta == 0 ? Array(repeating: .nan, count: m * ldc + 1) : SampleNumbers.uniform(m * ldc + 1, seed: 3)
    }

    var description: String {
      "\(m) × \(n) × \(k)\(transposeA ? ", Aᵀ" : "")\(transposeB ? ", Bᵀ" : ""), \(alpha), \(beta), \(gaps)"
    }

    func product(level: Int32) -> [Float] {
      var result = c
      kernel_product(
        level, transposeA ? 1 : 0, transposeB ? 1 : 0, m, n, k, alpha, a, lda, b, ldb, beta, &result, ldc)
      return result
    }

    /// What lies between the rows of C is expected unchanged.
    func violation(_ result: [Float]) -> String? {
      let (a, b, c) = (a, b, c)
      var (values, expected): ([Float], [Double]) = ([], [])
      for i in 0..<m {
        for j in 0..<n {
          var sum = 0.0
          for p in 0..<k {
            sum += Double(a[transposeA ? p * lda + i : i * lda + p]) * Double(b[transposeB ? j * ldb + p : p * ldb + j])
          }
          values.append(result[i * ldc + j])
          expected.append(Double(alpha) * sum + (beta == 0 ? 0 : Double(beta) * Double(c[i * ldc + j])))
        }
        for j in n..<ldc where result[i * ldc + j].bitPattern != c[i * ldc + j].bitPattern {
          return "\(self): wrote beyond the row, at \(i), \(j)"
        }
      }
      return Tolerance(relative: 1e-5 * Double(max(k, 1)).squareRoot(), absolute: 1e-6)
        .violation(description, values, expected)
    }
  }

  static let levels = (2...3).map { Int32($0) }.filter { $0 <= kernel_vector_level() }

  private func check(_ product: Case) {
    var bits: [UInt32]?
    for level in Self.levels {
      let result = product.product(level: level)
      if let violation = product.violation(result) { Issue.record("level \(level): \(violation)") }
      let own = result.map(\.bitPattern)
      if let bits { #expect(bits == own, "\(product): the levels differ") }
      bits = own
    }
  }

  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func smallShapes(_ transposeA: Bool, _ transposeB: Bool) {
    var numbers = SampleNumbers(seed: 7)
    for m in 1...26 {
      for n in [1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 47, 64, 70] {
        let gaps = (numbers.integer(below: 5), numbers.integer(below: 5), numbers.integer(below: 5))
        let k = 1 + numbers.integer(below: 70)
        let beta: Float = [0, 1, -0.5][numbers.integer(below: 3)]
        check(
          Case(m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, alpha: 0.75, beta: beta, gaps: gaps))
      }
    }
  }

  /// More than one stretch of k, more than one packed block of columns, and rows whole pages apart.
  @Test(arguments: [(false, false), (false, true), (true, false), (true, true)])
  func largeShapes(_ transposeA: Bool, _ transposeB: Bool) {
    for (m, n, k, gap) in [
      (37, 150, 257, 0), (130, 300, 520, 3), (25, 65, 1024, 0), (128, 1024, 96, 0), (1024, 40, 70, 0), (1, 64, 2048, 0),
      (64, 64, 64, 960),
    ] {
      for beta: Float in [0, 1] {
        check(
          Case(
            m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, beta: beta, gaps: (gap, gap, gap / 2)))
      }
    }
  }

  @Test func aSumOfNothingScalesWhatIsThere() {
    for beta: Float in [0, 2] { check(Case(m: 5, n: 19, k: 0, beta: beta)) }
  }

  /// An element depends on its own row and column alone.
  @Test(arguments: levels, [(false, false), (false, true), (true, false), (true, true)])
  func aPartOfAProductHasTheSameBits(_ level: Int32, _ transposed: (Bool, Bool)) {
    let whole = Case(m: 75, n: 90, k: 300, transposeA: transposed.0, transposeB: transposed.1, beta: 1)
    let (a, b, c) = (whole.a, whole.b, whole.c)
    let expected = whole.product(level: level)
    for (row, rows, column, columns) in [(0, 1, 0, 90), (74, 1, 89, 1), (5, 13, 3, 50), (20, 55, 33, 57)] {
      var part = c
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          part.withUnsafeMutableBufferPointer { part in
            kernel_product(
              level, whole.transposeA ? 1 : 0, whole.transposeB ? 1 : 0, rows, columns, whole.k, 1,
              a.baseAddress! + (whole.transposeA ? row : row * whole.lda), whole.lda,
              b.baseAddress! + (whole.transposeB ? column * whole.ldb : column), whole.ldb, 1,
              part.baseAddress! + row * whole.ldc + column, whole.ldc)
          }
        }
      }
      for i in row..<row + rows {
        for j in column..<column + columns {
          #expect(part[i * whole.ldc + j].bitPattern == expected[i * whole.ldc + j].bitPattern, "\(i), \(j)")
        }
      }
    }
  }

  /// Packed once for all and multiplied in blocks of rows and columns, as `ThreadPool.multiply` does.
  @Test(arguments: levels, [(false, false), (false, true), (true, false), (true, true)])
  func aPackedProductHasTheSameBits(_ level: Int32, _ transposed: (Bool, Bool)) {
    for (m, n, k, gap) in [(50, 150, 300, 3), (13, 64, 1024, 0), (30, 97, 70, 0), (7, 1, 5, 1), (25, 33, 257, 0)] {
      for beta: Float in [0, 1] {
        let product = Case(
          m: m, n: n, k: k, transposeA: transposed.0, transposeB: transposed.1, alpha: 0.75, beta: beta,
          gaps: (gap, gap, gap))
        let (a, b) = (product.a, product.b)
        let packed = UnsafeMutableRawPointer.allocate(byteCount: kernel_packed_columns(n) * k * 4, alignment: 64)
          .bindMemory(to: Float.self, capacity: kernel_packed_columns(n) * k)
        defer { packed.deallocate() }
        var result = product.c
        for first in stride(from: 0, to: n, by: 64) {
          let columns = min(64, n - first)
          kernel_pack(level, product.transposeB ? 1 : 0, n, k, b, product.ldb, first, columns, packed)
        }
        a.withUnsafeBufferPointer { a in
          result.withUnsafeMutableBufferPointer { result in
            for first in stride(from: 0, to: n, by: 96) {
              for row in stride(from: 0, to: m, by: 24) {
                kernel_packed_product(
                  level, product.transposeA ? 1 : 0, min(24, m - row), n, k, first, min(96, n - first), 0.75,
                  a.baseAddress! + (product.transposeA ? row : row * product.lda), product.lda, packed, beta,
                  result.baseAddress! + row * product.ldc, product.ldc)
              }
            }
          }
        }
        #expect(result.map(\.bitPattern) == product.product(level: level).map(\.bitPattern), "\(product)")
      }
    }
  }

  /// Shapes for which the pool packs the right operand, against one product on one thread.
  @Test(arguments: [(false, false), (false, true), (true, false)])
  func thePoolGivesTheBitsOfOneProduct(_ transposeA: Bool, _ transposeB: Bool) {
    for (m, n, k) in [(1500, 200, 70), (200, 400, 300), (3200, 64, 90), (600, 1200, 40)] {
      let product = Case(m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, beta: 1)
      let (a, b) = (product.a, product.b)
      var (whole, blocks) = (product.c, product.c)
      BLAS.multiply(
        transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, a, lda: product.lda, b, ldb: product.ldb,
        beta: 1, &whole, ldc: product.ldc)
      let (start, width) = (product.c, product.ldc)
      for i in 0..<m * width where i % width < n { blocks[i] = .nan }
      blocks.withUnsafeMutableBufferPointer { blocks in
        // Each block writes its own stretch.
        nonisolated(unsafe) let blocks = blocks
        ThreadPool(threads: 2).multiply(
          transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, a, lda: product.lda, b, ldb: product.ldb,
          beta: 1, blocks.baseAddress!, ldc: width
        ) { rows, columns in
          for row in rows { for column in columns { blocks[row * width + column] = start[row * width + column] } }
        }
      }
      let differs = zip(whole, blocks).contains { $0.bitPattern != $1.bitPattern }
      if ProductKernels.inUse != .openBLAS { #expect(!differs, "\(product)") }
      if let violation = product.violation(blocks) { Issue.record("\(violation)") }
    }
  }

  /// The pool's blocks, whatever kernels are in use.
  @Test(arguments: [(false, false), (false, true), (true, false)])
  func threadsDoNotChangeBits(_ transposeA: Bool, _ transposeB: Bool) {
    for (m, n, k) in [(600, 130, 90), (70, 1100, 300), (3, 5, 7), (256, 256, 64)] {
      let product = Case(m: m, n: n, k: k, transposeA: transposeA, transposeB: transposeB, beta: 1)
      let results = (1...3).map { threads in
        var c = product.c
        ThreadPool(threads: threads).multiply(
          transposeA: transposeA, transposeB: transposeB, m: m, n: n, k: k, product.a, lda: product.lda, product.b,
          ldb: product.ldb, beta: 1, &c, ldc: product.ldc)
        return c
      }
      if let violation = product.violation(results[0]) { Issue.record("\(violation)") }
      for other in results[1...] { #expect(other.map(\.bitPattern) == results[0].map(\.bitPattern), "\(product)") }
    }
  }

  @Test func choice() {
    let variable = ProductKernels.coreVariable
    for isAMD in [false, true] {
      for (level, kernels) in [
        (VectorLevel.sse, ProductKernels.openBLAS), (.avx, .openBLAS), (.avx2, .openBLAS), (.avx512, .avx512),
      ] {
        let processor = ProcessorFeatures(level: level, isAMD: isAMD)
        #expect(ProductKernels.choice(environment: [:], processor: processor) == kernels)
        #expect(ProductKernels.choice(environment: [variable: "Haswell"], processor: processor) == .openBLAS)
      }
    }
    #expect(ProductKernels.choice(environment: [:], processor: nil) == .openBLAS)
  }
}

/// Finds, for tokens, all ways to put one together from two others.
///
/// A token may be a million bytes long, so prefixes and suffixes are looked up by a hash that is known for each of them
/// after one pass, and only those found are compared.
struct SubstringIndex {
  private let tokens: [[UInt8]]
  private var byHash: [UInt64: [Int]] = [:]

  private static let base: UInt64 = 0x1F35_8C6B_27A9_44D1
  /// 2⁶¹ - 1: a prime, so that different texts have different hashes but for chance.
  private static let modulus: UInt64 = (1 << 61) - 1

  /// - Parameter first: tokens before this one are left out.
  init(_ tokens: [[UInt8]], from first: Int) {
    self.tokens = tokens
    byHash.reserveCapacity(tokens.count)
    for (index, token) in tokens.enumerated() where index >= first {
      byHash[Self.hash(token), default: []].append(index)
    }
  }

  /// Calls `body` with each pair of tokens whose bytes together are those of `token`.
  func forEachSplit(of token: Int, _ body: (_ left: Int, _ right: Int) -> Void) {
    let bytes = tokens[token]
    // Suffixes from the end: hash of bytes[cut...] is the sum of bytes[cut + i] base^i, and of a prefix likewise.
    var suffixes = [UInt64](repeating: 0, count: bytes.count + 1)
    for cut in stride(from: bytes.count - 1, to: 0, by: -1) {
      suffixes[cut] = Self.sum(Self.product(suffixes[cut + 1], Self.base), UInt64(bytes[cut]) + 1)
    }
    var prefix: UInt64 = 0
    var power: UInt64 = 1
    for cut in 1..<max(bytes.count, 1) {
      prefix = Self.sum(prefix, Self.product(power, UInt64(bytes[cut - 1]) + 1))
      power = Self.product(power, Self.base)
      guard let rights = byHash[suffixes[cut]], let lefts = byHash[prefix] else { continue }
      for left in lefts where bytes[..<cut].elementsEqual(tokens[left]) {
        for right in rights where bytes[cut...].elementsEqual(tokens[right]) { body(left, right) }
      }
    }
  }

  private static func hash(_ bytes: [UInt8]) -> UInt64 {
    var hash: UInt64 = 0
    for byte in bytes.reversed() { hash = sum(product(hash, base), UInt64(byte) + 1) }
    return hash
  }

  private static func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let sum = a + b
    return sum >= modulus ? sum - modulus : sum
  }

  private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    // 2⁶¹ is 1 here: the bits above the 61st are added to those below.
    let low = product.low & modulus
    let high = product.high << 3 | product.low >> 61
    return sum(low, high)
  }
}

/// The pieces of a vocabulary, for finding the longest with which some bytes begin.
///
/// A trie of bytes whose edges lie in one open hash table.
struct PieceTrie: Sendable {
  /// Edges: (node << 8 | byte) + 1, or 0 for an empty cell.
  private var keys: [UInt64]
  private var children: [Int32]
  /// The piece that ends at a node, or -1.
  private var pieces: [Int32] = [-1]
  private let mask: Int

  /// Where words begin.
  static let root: Int32 = 0

  /// - Parameter list: the bytes of each piece, by id; of two equal ones the later counts.
  init(_ list: [[UInt8]]) {
    let edges = list.reduce(1) { $0 + $1.count }
    var size = 16
    while size < 2 * edges { size *= 2 }
    mask = size - 1
    keys = Array(repeating: 0, count: size)
    children = Array(repeating: 0, count: size)
    for (id, bytes) in list.enumerated() {
      var node = Self.root
      for byte in bytes { node = extend(node, byte) }
      pieces[Int(node)] = Int32(truncatingIfNeeded: id)
    }
  }

  /// The node behind `bytes`, or nil if no piece begins so.
  func node(after bytes: some Sequence<UInt8>) -> Int32? {
    var node = Self.root
    for byte in bytes {
      guard let next = child(node, byte) else { return nil }
      node = next
    }
    return node
  }

  /// The longest piece with which `bytes` go on from `start`.
  ///
  /// - Returns: its id and how many bytes it takes, at least one; nil if there is none.
  func longest(_ bytes: UnsafeBufferPointer<UInt8>, from first: Int, start: Int32) -> (piece: Int32, length: Int)? {
    var best: (piece: Int32, length: Int)?
    var node = start
    for index in first..<bytes.count {
      guard let next = child(node, bytes[index]) else { break }
      node = next
      let piece = pieces[Int(node)]
      if piece >= 0 { best = (piece, index - first + 1) }
    }
    return best
  }

  private func cell(_ key: UInt64) -> Int {
    var cell = Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 20) & mask
    while keys[cell] != 0, keys[cell] != key { cell = (cell + 1) & mask }
    return cell
  }

  private func key(_ node: Int32, _ byte: UInt8) -> UInt64 { (UInt64(node) << 8 | UInt64(byte)) + 1 }

  private func child(_ node: Int32, _ byte: UInt8) -> Int32? {
    let cell = cell(key(node, byte))
    return keys[cell] == 0 ? nil : children[cell]
  }

  private mutating func extend(_ node: Int32, _ byte: UInt8) -> Int32 {
    let key = key(node, byte)
    let cell = cell(key)
    if keys[cell] == 0 {
      keys[cell] = key
      children[cell] = Int32(truncatingIfNeeded: pieces.count)
      pieces.append(-1)
    }
    return children[cell]
  }
}

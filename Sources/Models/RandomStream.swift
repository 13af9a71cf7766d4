/// Random streams named by the path of what is drawn from them.
package enum RandomStream {
  /// FNV-1a of the path: the same on every machine, unlike `Hasher`.
  package static func number(of path: String) -> UInt64 {
    path.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

internal import Tensor

/// Which expert takes which token, after queues and rectification. Pointers are valid until the arena is reset.
public struct Assignment {
  /// Number of tokens, N.
  public let tokens: Int
  /// Virtual devices, G.
  public let devices: Int
  /// Number of routed experts, E.
  public let experts: Int
  /// Columns of `choices` and `accepted`.
  public let width: Int
  /// Columns that are regular choices; one more is the extra choice of fill-in.
  public let regular: Int
  /// Slots that an expert offers to one device; nil without limit.
  public let capacity: Int?
  /// (N, width), −1 for none
  public let choices: UnsafeMutablePointer<Int32>
  /// (N, width), 1 if the choice was accepted
  public let accepted: UnsafeMutablePointer<UInt8>
  /// h_i, (N), or −1; nil when no token may be rectified.
  public internal(set) var localExpert: UnsafeMutablePointer<Int32>?
  /// m_i, (N), how many lost choices the local expert stands for; nil as above.
  public internal(set) var multiplicity: UnsafeMutablePointer<Int32>?

  /// By (device, expert); see `LayerStatistics`.
  public internal(set) var routed: [Int32]
  /// Regular choices accepted, by (device, expert).
  public internal(set) var kept: [Int32]
  /// Extra choices accepted into slots that would be padding, by (device, expert).
  public internal(set) var filled: [Int32]
  /// Tokens sent to an expert on their own device beyond its slots, by (device, expert).
  public internal(set) var rectified: [Int32]

  init(_ routing: Routing, tokens: Int, options: MoEOptions, regular: Int, capacity: Int?, arena: Arena) {
    self.tokens = tokens
    devices = options.devices
    experts = options.experts
    width = routing.width
    self.regular = regular
    self.capacity = capacity
    choices = routing.choices
    accepted = arena.allocate(UInt8.self, count: tokens * routing.width)
    accepted.update(repeating: 0, count: tokens * routing.width)
    routed = Array(repeating: 0, count: devices * experts)
    kept = routed
    filled = routed
    rectified = routed
  }

  /// Columns of the combine weights: the choices, and the local expert where there may be one.
  public var pairColumns: Int { width + (localExpert == nil ? 0 : 1) }
  /// n
  public var tokensPerDevice: Int { tokens / devices }

  /// The expert that really computes pair (i, column), or −1.
  @inline(__always)
  func taker(_ token: Int, _ column: Int) -> Int32 {
    if column == width { return localExpert?[token] ?? -1 }
    return accepted[token * width + column] == 1 ? choices[token * width + column] : -1
  }

  /// Slots left empty, by (device, expert).
  public var padded: [Int32] {
    guard let capacity else { return Array(repeating: 0, count: kept.count) }
    return zip(kept, filled).map { Int32(clamping: capacity - Int($0) - Int($1)) }
  }

  /// Regular choices lost, by (device, expert).
  public var dropped: [Int32] { zip(routed, kept).map { $0 - $1 } }
}

internal import Tensor

extension Router {
  /// Scores and chooses as the intervention has it.
  ///
  /// - Parameter regular: how many of a token's choices are regular.
  /// - Precondition: the intervention has no `refusal` for this router, and the tape does not record.
  func route(
    _ request: RoutingRequest, on tape: Tape, regular: Int, intervention: RoutingIntervention
  ) -> Routing {
    if intervention == .none { return route(request, on: tape) }
    precondition(!tape.isRecording, "interventions have no gradient")
    if let refusal = intervention.refusal(for: Self.self) { preconditionFailure(refusal) }
    switch intervention {
    case .none: return route(request, on: tape)
    case .disableTopExpert: return routeWithoutTop(request, on: tape)
    case .replaceFirst(let replacement):
      return Swap(routing: route(request, on: tape), regular: regular, arena: tape.arena).applied(replacement)
    }
  }

  private func routeWithoutTop(_ request: RoutingRequest, on tape: Tape) -> Routing {
    let tokens = request.input.rows
    let own = route(request, on: tape)
    let excluded = tape.arena.allocate(Int32.self, count: tokens)
    for i in 0..<tokens { excluded[i] = own.choices[i * own.width] }
    var rest = request
    rest.excluded = UnsafePointer(excluded)
    let routing = route(rest, on: tape)
    let left = Swap(routing: routing, regular: routing.width, arena: tape.arena)
    // Still first: there was no other.
    for i in 0..<tokens where excluded[i] >= 0 && routing.choices[i * routing.width] == excluded[i] { left.clear(i) }
    return left.routing
  }
}

extension RoutingRequest {
  /// Sets the logits of masked experts to −∞, and that of each token's excluded expert unless no other would be left.
  ///
  /// Routers that make scores of logits call it once the logits are complete.
  func exclude(from logits: Tensor) {
    let e = logits.columns
    if !masked.isEmpty {
      for i in 0..<logits.rows {
        for expert in masked { logits.data[i * e + expert] = -.infinity }
      }
    }
    guard let excluded else { return }
    for i in 0..<logits.rows where excluded[i] >= 0 {
      let (row, out) = (logits.data + i * e, Int(excluded[i]))
      if (0..<e).contains(where: { $0 != out && row[$0] > -.infinity }) { row[out] = -.infinity }
    }
  }
}

/// A routing whose tokens may swap their first choice for another expert. Scores and choices are changed in place,
/// selection values in a copy.
private struct Swap {
  private(set) var routing: Routing
  private let regular: Int
  private let experts: Int
  private let tokens: Int
  private let selection: UnsafeMutablePointer<Float>?

  init(routing: Routing, regular: Int, arena: Arena) {
    self.routing = routing
    self.regular = regular
    (tokens, experts) = (routing.scores.rows, routing.scores.columns)
    selection = routing.selection.map { [tokens, experts] values in
      let copy = arena.floats(tokens * experts)
      copy.update(from: values, count: tokens * experts)
      return copy
    }
    self.routing.selection = selection.map { UnsafePointer($0) }
  }

  func applied(_ replacement: RoutingIntervention.Replacement) -> Routing {
    for i in 0..<tokens {
      let first = Int(routing.choices[i * routing.width])
      if first < 0 { continue }
      switch replacement {
      case .nobody: clear(i)
      case .next: if let other = best(i) { exchange(i, first, other) }
      case .random(let seed): if let other = drawn(i, seed) { exchange(i, first, other) }
      }
    }
    return routing
  }

  /// Leaves the token without any expert, for rectification too.
  func clear(_ i: Int) {
    for column in 0..<routing.width { routing.choices[i * routing.width + column] = -1 }
    for j in 0..<experts {
      routing.scores.data[i * experts + j] = 0
      selection?[i * experts + j] = -.infinity
    }
  }

  private func isOpen(_ i: Int, _ expert: Int) -> Bool {
    if let selection, !(selection[i * experts + expert] > -.infinity) { return false }
    return !(0..<regular).contains { Int(routing.choices[i * routing.width + $0]) == expert }
  }

  private func best(_ i: Int) -> Int? {
    guard let selection else { return nil }
    var found: Int?
    for j in 0..<experts where isOpen(i, j) {
      if found == nil || selection[i * experts + j] > selection[i * experts + found!] { found = j }
    }
    return found
  }

  private func drawn(_ i: Int, _ seed: UInt64) -> Int? {
    let open = (0..<experts).filter { isOpen(i, $0) }
    if open.isEmpty { return nil }
    return open[CounterRandom(seed: seed, stream: Self.stream).integer(below: open.count, at: UInt64(i))]
  }

  /// "replace" in ASCII: apart from every other use of the run's seed.
  private static let stream: UInt64 = 0x72_6570_6c61_6365

  /// Swaps the names of two experts in everything that token i knows of them.
  private func exchange(_ i: Int, _ first: Int, _ other: Int) {
    let scores = routing.scores.data + i * experts
    (scores[first], scores[other]) = (scores[other], scores[first])
    if let selection {
      let row = selection + i * experts
      (row[first], row[other]) = (row[other], row[first])
    }
    for column in i * routing.width..<(i + 1) * routing.width {
      let choice = Int(routing.choices[column])
      if choice == first || choice == other {
        routing.choices[column] = Int32(truncatingIfNeeded: choice == first ? other : first)
      }
    }
  }
}

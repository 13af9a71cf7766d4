internal import Tensor

/// Hands out slots in rounds: round r offers each token to its choice number r; all of a round is settled before the
/// next begins, so later choices use only what earlier rounds left free.
struct Dispatch {
  let options: MoEOptions
  let tape: Tape

  /// Settles who is accepted and who is rectified.
  func settle(_ routing: Routing, tokens: Int, traits: RouterTraits) -> Assignment {
    let n = tokens / options.devices
    let capacity = options.capacity(tokensPerDevice: n)
    guard traits.queues else {
      var assignment = Assignment(
        routing, tokens: tokens, options: options, regular: routing.width, capacity: capacity.map { min($0, n) },
        arena: tape.arena)
      acceptAll(&assignment)
      return assignment
    }
    var assignment = Assignment(
      routing, tokens: tokens, options: options, regular: options.k, capacity: capacity, arena: tape.arena)
    if let capacity {
      queue(&assignment, scores: routing.scores.data, slots: capacity)
    } else {
      acceptAll(&assignment)
    }
    if options.rectification.intraGPU, let selection = routing.selection {
      assignment.rectifyLocally(selection, arena: tape.arena)
    }
    // routed = kept + dropped and slots = kept + filled + padded, none of them negative.
    let negative = assignment.dropped.contains { $0 < 0 } || assignment.padded.contains { $0 < 0 }
    precondition(!negative, "the ledger of \(options.router) does not balance")
    return assignment
  }

  private func acceptAll(_ assignment: inout Assignment) {
    let (n, e, width) = (assignment.tokensPerDevice, assignment.experts, assignment.width)
    let (choices, accepted) = (assignment.choices, assignment.accepted)
    assignment.routed.withUnsafeMutableBufferPointer { routed in
      for i in 0..<assignment.tokens {
        let device = i / n
        for place in i * width..<(i + 1) * width where choices[place] >= 0 {
          accepted[place] = 1
          routed[device * e + Int(choices[place])] += 1
        }
      }
    }
    assignment.kept = assignment.routed
  }

  private func queue(_ assignment: inout Assignment, scores: UnsafePointer<Float>, slots: Int) {
    let (n, e, width) = (assignment.tokensPerDevice, assignment.experts, assignment.width)
    let (choices, accepted) = (assignment.choices, assignment.accepted)
    var line = ScoreQueue(capacity: n, arena: tape.arena)
    let free = tape.arena.allocate(Int.self, count: e)
    for device in 0..<assignment.devices {
      free.update(repeating: slots, count: e)
      let first = device * n
      if options.priority == .score {
        line.fill(first..<first + n, column: 0, keyColumn: 0, choices, width, scores, e)
      }
      for column in 0..<assignment.regular {
        for position in 0..<n {
          let i = options.priority == .score ? Int(line.tokens[position]) : first + position
          let expert = Int(choices[i * width + column])
          if expert < 0 { continue }
          assignment.routed[device * e + expert] += 1
          if free[expert] > 0 {
            free[expert] -= 1
            accepted[i * width + column] = 1
            assignment.kept[device * e + expert] += 1
          }
        }
      }
      guard assignment.width > assignment.regular else { continue }
      let extra = assignment.regular
      let keyColumn = options.rectification.fillPriority == .extraScore ? extra : 0
      line.fill(first..<first + n, column: extra, keyColumn: keyColumn, choices, width, scores, e)
      for position in 0..<line.count {
        let i = Int(line.tokens[position])
        let expert = Int(choices[i * width + extra])
        if free[expert] > 0 {
          free[expert] -= 1
          accepted[i * width + extra] = 1
          assignment.filled[device * e + expert] += 1
        }
      }
    }
  }
}

extension ScoreQueue {
  /// Queues the tokens that have a choice in `column`, by descending score of their choice in `keyColumn`.
  fileprivate mutating func fill(
    _ range: Range<Int>, column: Int, keyColumn: Int, _ choices: UnsafePointer<Int32>, _ width: Int,
    _ scores: UnsafePointer<Float>, _ experts: Int
  ) {
    removeAll()
    for i in range {
      // A token without any choice (all its scores undefined) waits at the end of the queue.
      let key = choices[i * width + keyColumn]
      if column != 0, choices[i * width + column] < 0 { continue }
      add(i, score: key < 0 ? 0 : max(0, scores[i * experts + Int(key)]))
    }
    sort()
  }
}

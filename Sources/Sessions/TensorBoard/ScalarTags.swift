import Experiment

/// What of an event goes into TensorBoard, and under which tag. Tags are grouped by what stands before the `/`.
enum ScalarTags {
  static func values(of header: Header, time: Double) -> [SummaryValue] {
    // Four spaces make Markdown show the recipe as it is written.
    let recipe = header.recipe.split(separator: "\n", omittingEmptySubsequences: false).map { "    " + $0 }
    return [
      SummaryValue("recipe", .text(recipe.joined(separator: "\n"))),
      SummaryValue(
        "_hparams_/session_start_info", .settings(settings(of: header), group: header.name, start: time)),
    ]
  }

  static func values(of step: Step) -> [SummaryValue] {
    var values = [
      scalar("loss/train", step.loss), scalar("train/learning_rate", step.learningRate),
      scalar("train/gradient_norm", step.gradientNorm), scalar("train/tokens", Double(step.tokens)),
      scalar("speed/tokens_per_second", step.tokensPerSecond), scalar("speed/gflops", step.gflops),
      scalar("speed/seconds", step.seconds), scalar("speed/resident_bytes", Double(step.residentBytes)),
    ]
    values += step.terms.map { scalar("terms/\($0.name)", $0.value) }
    values += step.phases.map { scalar("phases/\($0.name)", $0.value) }
    for ledger in step.ledgers { values += self.values(of: ledger) }
    return values
  }

  static func values(of evaluation: Evaluation, tasks: [TaskShape]) -> [SummaryValue] {
    var values = [scalar("loss/held_out", evaluation.loss)]
    if let bits = evaluation.knownBits { values.append(scalar("loss/held_out_bits_per_byte", bits)) }
    for score in evaluation.tasks {
      let place = "tasks/\(tasks.indices.contains(score.task) ? tasks[score.task].name : String(score.task))"
      values += ([NamedValue("loss", score.loss)] + score.metrics).filter { !$0.value.isNaN }.map {
        scalar("\(place)/\($0.name)", $0.value)
      }
    }
    values += evaluation.figures.filter { !$0.value.isNaN }.map { scalar("figures/\($0.name)", $0.value) }
    values += evaluation.domains.map { scalar("domains/\($0.domain)", $0.loss) }
    for layer in evaluation.layers {
      let place = "layer_\(layer.layer)\(layer.part)"
      values += measured([
        ("\(place)/flips_since_last", layer.flipsSinceLast), ("\(place)/flips_since_start", layer.flipsSinceStart),
      ])
    }
    return values
  }

  private static func values(of ledger: LayerLedger) -> [SummaryValue] {
    let place = "layer_\(ledger.layer)\(ledger.part)"
    func total(_ column: LedgerColumn) -> Double { ledger[column].reduce(0) { $0 + Double($1) } }
    var values = LedgerColumn.allCases.map { scalar("\(place)/\($0)", total($0)) }
    let slots = total(.kept) + total(.filled) + total(.padded)
    values += [
      scalar("\(place)/drop_share", total(.routed) > 0 ? total(.dropped) / total(.routed) : 0),
      scalar("\(place)/pad_share", slots > 0 ? total(.padded) / slots : 0),
      scalar("\(place)/entropy", Double(ledger.entropy)),
    ]
    values += measured([("\(place)/chosen_mass", ledger.chosenMass), ("\(place)/margin", ledger.margin)])
    values += [
      scalar("\(place)/balance", Double(ledger.balance)), scalar("\(place)/z", Double(ledger.z)),
    ]
    let routed = (0..<ledger.experts).map { expert in
      stride(from: expert, to: ledger.routed.count, by: ledger.experts).reduce(0) { $0 + Int(ledger.routed[$1]) }
    }
    values.append(SummaryValue("\(place)/tokens_by_expert", .counts(routed)))
    return values
  }

  private static func scalar(_ tag: String, _ value: Double) -> SummaryValue { SummaryValue(tag, .scalar(value)) }

  /// Those that were measured; NaN stands for what a run does not have.
  private static func measured(_ values: [(String, Float)]) -> [SummaryValue] {
    values.filter { !$0.1.isNaN }.map { scalar($0.0, Double($0.1)) }
  }

  /// The recipe's keys; none where the recipe is another version's and cannot be read.
  private static func settings(of header: Header) -> [(key: String, value: SummaryValue.Setting)] {
    guard let recipe = try? Recipe(toml: header.recipe, file: "recipe") else { return [] }
    return recipe.keys.map { key in
      switch recipe[key] {
      case .integer(let number): (key.path, .number(Double(number)))
      case .number(let number): (key.path, .number(number))
      case .boolean(let truth): (key.path, .truth(truth))
      case .string(let text): (key.path, .text(text))
      case .strings(let texts): (key.path, .text(texts.joined(separator: ", ")))
      case .numbers(let numbers): (key.path, .text(numbers.map(\.description).joined(separator: ", ")))
      }
    }
  }
}

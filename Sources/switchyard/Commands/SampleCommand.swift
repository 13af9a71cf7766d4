import ArgumentParser
import Data
import Foundation

/// `switchyard sample`: the order in which clustered documents are drawn.
struct SampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Draw documents from clusters of unequal size.",
    discussion: """
      random: all documents in one shuffled order, again and again. uniform: every cluster alike. temperature: in \
      proportion to size^(1/tau). clusterclip: every cluster alike, but none more than clip times through. Within a \
      cluster documents are drawn without replacement, epoch after epoch.
      """)

  enum Unit: String, ExpressibleByArgument, CaseIterable { case documents, tokens }

  enum Method: String, ExpressibleByArgument, CaseIterable { case random, uniform, clusterclip, temperature }

  @Option(help: "CSV with the columns doc and cluster, and tokens for that unit.", completion: .file())
  var clusters: String

  @Option(help: "How draws are shared among the clusters.")
  var method: Method

  @Option(
    parsing: .unconditional, help: "With clusterclip: the most times that a document is drawn; may be a fraction.")
  var clip: String?

  @Option(parsing: .unconditional, help: "With temperature: 1 (the default) is in proportion to size, inf is uniform.")
  var tau: String?

  @Option(parsing: .unconditional, help: "How much to draw.")
  var budget: Int

  @Option(help: "What the budget counts; the last draw counts in full.")
  var unit = Unit.documents

  @Option(parsing: .unconditional, help: "Another seed gives another order.")
  var seed: Int

  @Option(help: "The order to write, CSV.")
  var output: String

  @Option(help: "Go on from this file if it is there, and write it at the end.")
  var state: String?

  func validate() throws {
    if budget < 1 { throw ValidationError("--budget is \(budget): give at least 1") }
    if seed < 0 { throw ValidationError("--seed is \(seed): give a whole number from 0") }
    if state == output { throw ValidationError("--state and --output are one file: give two") }
    _ = try chosen()
  }

  private func chosen() throws -> SamplingMethod {
    func number(_ name: String, _ text: String, allowsInfinity: Bool) throws -> Double {
      let isInfinite = allowsInfinity && text == "inf"
      let value = isInfinite ? .infinity : text.contains { "xXpP".contains($0) } ? nil : Double(text)
      guard let value, value > 0, value.isFinite || isInfinite else {
        throw ValidationError("--\(name) is \(text): give a number above 0\(allowsInfinity ? ", or inf" : "")")
      }
      return value
    }
    if clip != nil, method != .clusterclip { throw ValidationError("--clip is for --method clusterclip alone") }
    if tau != nil, method != .temperature { throw ValidationError("--tau is for --method temperature alone") }
    switch method {
    case .random: return .random
    case .uniform: return .uniform
    case .temperature: return .temperature(try number("tau", tau ?? "1", allowsInfinity: true))
    case .clusterclip:
      guard let clip else { throw ValidationError("--method clusterclip needs --clip") }
      return .clusterClip(try number("clip", clip, allowsInfinity: false))
    }
  }

  func run() throws {
    let method = try chosen()
    let bytes = [UInt8](try CommandError.contents(of: clusters))
    let table = try ClusterTable(csv: bytes, file: clusters, readsTokens: unit == .tokens)
    let origin = Self.origin(method, seed, unit, SampleState.fingerprint(bytes))
    var order = try DocumentOrder(table, method: method, seed: UInt64(seed))
    let first = try start(origin)
    if unit == .documents, let available = order.available, available - first < budget {
      throw exhausted(available, first)
    }
    var (position, used) = (first, 0)
    var text = Array("step,doc,cluster,repeat\n".utf8)
    while used < budget {
      // Every draw uses at least one of the budget.
      let count = min(budget - used, 4096, (order.available ?? .max) - position)
      guard count > 0 else { throw exhausted(order.available ?? 0, first) }
      for draw in order.draw(position..<position + count) where used < budget {
        let cluster = table.clusters[table.memberships[draw.document]]
        text += "\(position),\(table.names[draw.document]),\(cluster),\(draw.repeats)\n".utf8
        position += 1
        let weight = table.tokens?[draw.document] ?? 1
        used = used.addingReportingOverflow(weight).overflow ? .max : used + weight
      }
    }
    var files = FileReplacement()
    try files.stage(text, for: output)
    if let state {
      try files.stage(Foundation.Data(SampleState(position: position, origin: origin).text.utf8), for: state)
    }
    try files.commit()
  }

  private func exhausted(_ available: Int, _ first: Int) -> CommandError {
    CommandError(
      "--budget \(budget) \(unit.rawValue): the clip allows \(available) draws in all, \(first) were made before;"
        + " give a larger --clip or a smaller budget")
  }

  private static func origin(
    _ method: SamplingMethod, _ seed: Int, _ unit: Unit, _ fingerprint: String
  ) -> [(name: String, value: String)] {
    let setting =
      switch method {
      case .random, .uniform: "none"
      case .temperature(let tau): "\(tau)"
      case .clusterClip(let clip): "\(clip)"
      }
    return [
      ("method", method.name), ("setting", setting), ("seed", "\(seed)"), ("unit", unit.rawValue),
      ("clusters", fingerprint),
    ]
  }

  /// The position that the state file holds, 0 if there is none.
  private func start(_ origin: [(name: String, value: String)]) throws -> Int {
    guard let state, FileManager.default.fileExists(atPath: state) else { return 0 }
    let text = String(decoding: try CommandError.contents(of: state), as: UTF8.self)
    return try SampleState.position(in: text, file: state, origin: origin)
  }
}

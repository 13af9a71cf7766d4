import Experiment
import Foundation
import TOMLReading

/// Makes the members of a study from its `[[member]]` and `[[axis]]` tables.
struct MemberReader {
  let folder: String
  let file: String
  /// File name of the study's recipe.
  let recipe: String?
  private(set) var members: [Study.Member] = []
  private var recipes: [String: Recipe] = [:]

  init(folder: String, file: String, recipe: String?) {
    self.folder = folder
    self.file = file
    self.recipe = recipe
  }

  private static let memberKeys = ["name", "label", "set", "size_differs", "same_as", "conditions"]

  /// Reads all `[[member]]` tables, each once for every `[[variant]]` that it is run on.
  mutating func readMembers(_ tables: [StudyTOML], variants: [StudyTOML]) throws {
    let all = try variants.map { try Variant($0) }
    for (index, variant) in all.enumerated() where all[..<index].contains(where: { $0.name == variant.name }) {
      throw variants[index].error("name", "is there twice")
    }
    if let first = variants.first, tables.isEmpty {
      throw first.error("name", "a variant goes with [[member]]; the study has none")
    }
    for table in tables {
      let wanted = try table.strings("variants") ?? []
      if let stranger = wanted.first(where: { name in !all.contains { $0.name == name } }) {
        throw table.error("variants", "there is no variant \(stranger)")
      }
    }
    if all.isEmpty { for table in tables { try read(table, on: nil) } }
    for variant in all {
      for table in tables {
        if let wanted = try table.strings("variants"), !wanted.contains(variant.name) { continue }
        try read(table, on: variant)
      }
    }
  }

  /// Reads one `[[member]]`.
  private mutating func read(_ table: StudyTOML, on variant: Variant?) throws {
    try table.allow(Self.memberKeys + ["group", "baseline", "recipe", "variants", "smaller", "against"])
    var part = try Part(table)
    func named(_ name: String) -> String { variant.map { "\($0.name)-\(name)" } ?? name }
    part.name = named(part.name)
    part.sameAs = part.sameAs.map(named)
    let group = [variant?.family ?? "", variant?.label ?? "", try table.string("group") ?? ""].filter { !$0.isEmpty }
      .joined(separator: ", ")
    let first = members.first { $0.group == group }?.name ?? part.name
    let base = try base(try table.string("recipe") ?? variant?.recipe, table)
    let trained = part.sameAs.flatMap { other in members.first { $0.name == other } }
    if part.sameAs != nil, !part.settings.isEmpty {
      throw table.error("set", "has no meaning beside same_as: nothing is trained for this member")
    }
    if let other = part.sameAs, trained == nil {
      throw table.error("same_as", "there is no member \(other) above this one")
    }
    var member =
      Study.Member(
        name: part.name, label: part.label, group: group, baseline: try table.string("baseline").map(named) ?? first,
        recipe: try trained?.recipe
          ?? base.applying(
            sets: (variant?.settings ?? []) + part.settings, origin: "\(file): member \(part.name): set"),
        sizeDiffers: part.sizeDiffers ?? trained?.sizeDiffers, sameAs: part.sameAs,
        conditions: trained?.conditions ?? part.conditions, smaller: try table.string("smaller").map(named))
    member.against = try table.strings("against")?.map(named) ?? []
    if let variant { (member.variant, member.family) = (variant.label, variant.family) }
    members.append(member)
  }

  /// The members as a set of runs, in one group, each its own baseline.
  var apart: [Study.Member] {
    members.map { member in
      var member = member
      if !member.group.isEmpty { member.label = "\(member.group), \(member.label)" }
      (member.group, member.baseline, member.against) = ("", member.name, [])
      return member
    }
  }

  /// Reads all `[[axis]]` tables and adds a member for each point of their product.
  mutating func readAxes(_ tables: [StudyTOML]) throws {
    if tables.isEmpty { return }
    let axes = try tables.map { try Axis($0) }
    let compared = axes.indices.filter { axes[$0].isCompared }
    if compared.count > 1 { throw StudyError(file: file, message: "compare = true stands on more than one axis") }
    let comparedIndex = compared.first ?? axes.count - 1
    let base = try base(nil, tables[0])
    let points = axes.reduce([[]]) { points, axis in points.flatMap { point in axis.values.map { point + [$0] } } }
    func name(_ point: [Part]) -> String { point.map(\.name).joined(separator: "-") }
    for point in points {
      let trained = try zip(axes, point).map { axis, part in try axis.trained(part) }
      var baseline = point
      baseline[comparedIndex] = axes[comparedIndex].baseline
      let others = point.enumerated().filter { $0.offset != comparedIndex }.map(\.element.label)
      members.append(
        Study.Member(
          name: name(point), label: point[comparedIndex].label, group: others.joined(separator: ", "),
          baseline: name(baseline),
          recipe: try base.applying(
            sets: trained.flatMap(\.settings), origin: "\(file): member \(name(point)): set"),
          sizeDiffers: trained.compactMap(\.sizeDiffers).first,
          sameAs: name(trained) == name(point) ? nil : name(trained),
          conditions: trained.flatMap(\.conditions)))
    }
  }

  /// What members are run on.
  private struct Variant {
    var name: String
    var label: String
    var family: String
    var settings: [String]
    var recipe: String?

    init(_ table: StudyTOML) throws(StudyError) {
      try table.allow(["name", "label", "family", "set", "recipe"])
      name = try Part.fileName(in: table)
      label = try table.string("label") ?? name
      family = try table.string("family") ?? ""
      settings = try table.strings("set") ?? []
      recipe = try table.string("recipe")
    }
  }

  /// What `[[member]]` and `[[axis.value]]` have in common.
  private struct Part {
    var name: String
    var label: String
    var settings: [String]
    var sizeDiffers: String?
    var sameAs: String?
    var conditions: [String]

    init(_ table: StudyTOML) throws(StudyError) {
      name = try Self.fileName(in: table)
      label = try table.string("label") ?? name
      settings = try table.strings("set") ?? []
      sizeDiffers = try table.string("size_differs")
      sameAs = try table.string("same_as")
      conditions = []
      for word in try table.strings("conditions") ?? [] {
        guard let condition = EvaluationCondition(word) else {
          throw table.error("conditions", "\"\(word)\" is no condition; \(EvaluationCondition.expectation)")
        }
        conditions.append(condition.word)
      }
    }

    /// A name that becomes part of file names.
    static func fileName(in table: StudyTOML) throws(StudyError) -> String {
      let name = try table.requiredString("name")
      let isPlain = name.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
          true
        default: false
        }
      }
      guard isPlain, name.first != ".", name.first != "-", name.count <= 80 else {
        throw table.error("name", "becomes part of file names: letters, digits, - _ and . only, at most 80")
      }
      return name
    }
  }

  private struct Axis {
    var isCompared: Bool
    var values: [Part]
    var baseline: Part
    private let table: StudyTOML

    init(_ table: StudyTOML) throws(StudyError) {
      try table.allow(["name", "compare", "baseline", "value"])
      self.table = table
      isCompared = try table.boolean("compare") ?? false
      values = []
      for value in try table.tables("value", called: "value") {
        try value.allow(MemberReader.memberKeys)
        values.append(try Part(value))
      }
      guard let first = values.first else { throw table.error("value", "is missing: add [[axis.value]]") }
      baseline = first
      if let name = try table.string("baseline") {
        guard let value = values.first(where: { $0.name == name }) else {
          throw table.error("baseline", "there is no value \(name)")
        }
        baseline = value
      }
    }

    /// The value that is trained for this one: itself, or the one it is the same as.
    func trained(_ part: Part) throws(StudyError) -> Part {
      guard let other = part.sameAs else { return part }
      guard let value = values.first(where: { $0.name == other && $0.sameAs == nil }) else {
        throw table.error("same_as", "there is no value \(other) with trials of its own")
      }
      if !part.settings.isEmpty { throw table.error("value \(part.name): set", "has no meaning beside same_as") }
      return value
    }
  }

  private mutating func base(_ own: String?, _ table: StudyTOML) throws -> Recipe {
    guard let name = own ?? recipe else {
      throw StudyError(file: file, place: "recipe", message: "is missing: name a recipe file beside it")
    }
    if let known = recipes[name] { return known }
    let path = "\(folder)/\(name)"
    // As `run` does, so that a session's recipe can be compared with it.
    let recipe = try Recipe(toml: try StudyFile.text(of: path), file: path).withAbsolutePaths
    recipes[name] = recipe
    return recipe
  }
}

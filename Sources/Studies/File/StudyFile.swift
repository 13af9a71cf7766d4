import Foundation
import TOMLKit
import TOMLReading

/// Reads a study: a folder with `study.toml` and the recipes that it starts from.
///
/// ```toml
/// title = "…"            # what the tables are headed
/// question = "…"         # what is asked
/// source = "…"           # where the comparison comes from and what was found there
/// differs = "…"          # where we differ
/// recipe = "base.toml"   # beside study.toml
/// seeds = [7, 8, 9]
/// figures = ["loss", "frequency"] # and "clusters", losses by band of clusters; "bits", held-out loss in bits a byte;
///                        # "forecast", what laws said of the final loss from parts of each run; "tasks", figures by
///                        # task and tasks harmed; "accuracy", of runs on images; "adaptation", of runs that adapt to
///                        # a domain, pair by pair and as a mean over each family
/// compare = true         # false: a set of runs, none of them compared with another
/// checkpoints = "remove" # or "keep": whether those of finished trials stay
///
/// [match]                # how far sizes may be apart within a comparison
/// total = 0.01
/// active = 0.01
///
/// [[member]]             # listed one by one …
/// name = "top3"
/// label = "top-3"        # usual: the name
/// group = ""             # members of a group are compared with each other
/// baseline = "plain"     # usual: the group's first member
/// set = ["moe.k=3"]      # over the recipe
/// recipe = "other.toml"  # usual: the study's
/// size_differs = "why"   # spares it the check of sizes
/// same_as = "plain"      # shown under this name too, trained once
/// conditions = ["disable-top-expert"]
/// variants = ["digits"]  # usual: all of them
/// smaller = "shallow"    # the model of equal throughput that this one has to beat
/// against = ["random"]   # with figures = ["tasks"]: what its mean score is compared with besides the baseline
///
/// [[variant]]            # what every [[member]] is run on, such as a data set: each is a group of its own
/// name = "digits"
/// label = "digits"       # usual: the name
/// family = ""            # variants of a family are averaged too, where figures say so
/// set = ["…"]            # before the member's own
/// recipe = "digits.toml" # usual: the study's; a member's own comes first
///
/// [[axis]]               # … or as the product of axes
/// compare = true         # whose values are compared; usual: the last axis
/// baseline = "drop"      # usual: the first value
/// [[axis.value]]         # name, label, set, size_differs, same_as, conditions as above
/// name = "drop"
/// ```
public struct StudyFile: Sendable {
  /// The name of the file in the study's folder.
  public static let name = "study.toml"

  private let folder: String
  private let file: String

  /// - Parameter folder: the study's folder, or the file in it.
  public init(_ path: String) {
    var path = path
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.hasSuffix("/" + Self.name) { path.removeLast(Self.name.count + 1) }
    if path == Self.name { path = "." }
    folder = path
    file = "\(path)/\(Self.name)"
  }

  /// The study, every recipe checked.
  ///
  /// - Throws: `StudyError` and `RecipeError`, in one line each.
  public func study() throws -> Study {
    let text = try Self.text(of: file)
    let root: TOMLTable
    do {
      root = try TOMLText.table(text)
    } catch {
      throw StudyError(file: file + (error.line.map { ":\($0)" } ?? ""), message: error.message)
    }
    let table = StudyTOML(root, file: file)
    try table.allow([
      "title", "question", "source", "differs", "recipe", "seeds", "figures", "compare", "checkpoints", "match",
      "member", "axis", "variant",
    ])
    var reader = MemberReader(folder: folder, file: file, recipe: try table.string("recipe"))
    try reader.readAxes(try table.tables("axis", called: "axis"))
    try reader.readMembers(
      try table.tables("member", called: "member"), variants: try table.tables("variant", called: "variant"))
    let compares = try table.boolean("compare") ?? true
    let study = Study(
      name: URL(fileURLWithPath: folder).standardizedFileURL.lastPathComponent,
      title: try table.requiredString("title"), question: try table.string("question") ?? "",
      source: try table.string("source") ?? "", differs: try table.string("differs") ?? "",
      seeds: try seeds(table), figures: try figures(table), tolerance: try tolerance(table),
      keepsCheckpoints: try keepsCheckpoints(table), members: compares ? reader.members : reader.apart)
    try check(study)
    return study
  }

  /// A file as UTF-8 text.
  static func text(of path: String) throws(StudyError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      let exists = FileManager.default.fileExists(atPath: path)
      throw StudyError(
        file: path, message: exists ? "cannot be read as UTF-8 text" : "no such file; name a folder with \(name)")
    }
  }

  private func seeds(_ table: StudyTOML) throws(StudyError) -> [Int] {
    let seeds = try table.integers("seeds") ?? []
    if seeds.isEmpty { throw table.error("seeds", "is missing: give it a list such as [7, 8, 9]") }
    if Set(seeds).count < seeds.count { throw table.error("seeds", "names a seed twice") }
    if let negative = seeds.first(where: { $0 < 0 }) {
      throw table.error("seeds", "holds \(negative); seeds are at least 0")
    }
    return seeds
  }

  private func figures(_ table: StudyTOML) throws(StudyError) -> [Study.Figure] {
    var figures: [Study.Figure] = []
    for word in try table.strings("figures") ?? [Study.Figure.loss.rawValue] {
      guard let figure = Study.Figure(rawValue: word) else {
        let words = Study.Figure.allCases.map(\.rawValue).joined(separator: ", ")
        throw table.error("figures", "must be a list of \(words), not \"\(word)\"")
      }
      figures.append(figure)
    }
    return figures
  }

  private func tolerance(_ table: StudyTOML) throws(StudyError) -> Study.Tolerance {
    guard let match = try table.subtable("match") else { return Study.Tolerance(total: 0.01, active: 0.01) }
    try match.allow(["total", "active"])
    return Study.Tolerance(total: try match.share("total") ?? 0.01, active: try match.share("active") ?? 0.01)
  }

  private func keepsCheckpoints(_ table: StudyTOML) throws(StudyError) -> Bool {
    switch try table.string("checkpoints") ?? "remove" {
    case "keep": return true
    case "remove": return false
    default: throw table.error("checkpoints", "must be \"keep\" or \"remove\"")
    }
  }

  private func check(_ study: Study) throws(StudyError) {
    if study.comparesTokenizers, let figure = study.figures.first(where: { $0 == .frequency || $0 == .clusters }) {
      throw StudyError(
        file: file, place: "figures",
        message:
          "\(figure.rawValue) compares losses a token, and members have different tokenizers; bits a byte compare: "
          + "write \"bits\"")
    }
    func fault(_ member: Study.Member, _ key: String, _ message: String) -> StudyError {
      StudyError(file: file, place: "member \(member.name): \(key)", message: message)
    }
    if study.members.isEmpty { throw StudyError(file: file, message: "has no members: add [[member]] or [[axis]]") }
    for (index, member) in study.members.enumerated() {
      if study.members[..<index].contains(where: { $0.name == member.name }) {
        throw fault(member, "name", "is there twice")
      }
      if let other = member.sameAs {
        guard study.members.contains(where: { $0.name == other && $0.sameAs == nil }) else {
          throw fault(member, "same_as", "there is no member \(other) with trials of its own")
        }
      } else if let twin = study.members[..<index].first(where: {
        $0.sameAs == nil && $0.recipe == member.recipe
      }) {
        throw fault(member, "set", "is the same run as \(twin.name); write same_as = \"\(twin.name)\" instead")
      }
      guard let baseline = study.members.first(where: { $0.name == member.baseline }),
        baseline.group == member.group
      else { throw fault(member, "baseline", "there is no member \(member.baseline) in its group") }
      if let smaller = member.smaller,
        !study.members.contains(where: { $0.name == smaller && $0.group == member.group })
      {
        throw fault(member, "smaller", "there is no member \(smaller) in its group")
      }
      for other in member.against {
        if other == member.name { throw fault(member, "against", "names the member itself") }
        guard study.members.contains(where: { $0.name == other && $0.group == member.group }) else {
          throw fault(member, "against", "there is no member \(other) in its group")
        }
        guard study.figures.contains(.tasks) else {
          throw fault(member, "against", "compares mean scores over tasks: add \"tasks\" to figures")
        }
      }
    }
  }
}

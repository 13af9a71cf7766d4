/// The domains known by name.
public enum DomainCatalog {
  /// All domains, family by family.
  public static let all: [PictureDomain] = digits + pacs + icons

  private static let digits = of(.digits, [("mnist", "mnist"), ("usps", "usps"), ("digits", "digits")])
  private static let pacs = of(
    .pacs, [("photo", "pacs-photo"), ("art", "pacs-art"), ("cartoon", "pacs-cartoon"), ("sketch", "pacs-sketch")])
  private static let icons = zip(["gnome", "tango", "oxygen"], IconThemes.packages).map { name, package in
    let summary = "icons of the theme \(name) by context, 32 × 32"
    let task = ImageTask("icons", summary, from: .packages([package])) {
      ImagePool(training: try IconThemes.read($0, of: [package]))
    }
    return PictureDomain(name: name, summary: summary, family: .icons, task: task)
  }

  /// The domain of that name.
  ///
  /// - Throws: `DataError` with the names that there are.
  public static func domain(named name: String) throws -> PictureDomain {
    if let domain = all.first(where: { $0.name == name }) { return domain }
    throw DataError("unknown domain '\(name)': there are \(all.map(\.name).joined(separator: ", "))")
  }

  /// Two different domains of one family.
  ///
  /// - Throws: `DataError` naming both if they are the same or of different families, or the one that is not known.
  public static func pair(source: String, target: String) throws -> (source: PictureDomain, target: PictureDomain) {
    let pair = (source: try domain(named: source), target: try domain(named: target))
    let (own, other) = (pair.source.family, pair.target.family)
    guard own == other else {
      throw DataError(
        "source '\(source)' is of family \(own.name), target '\(target)' of family \(other.name): they need the same"
          + " classes; with '\(source)' go \(names(of: own, without: source))")
    }
    guard source != target else {
      throw DataError(
        "source '\(source)' and target '\(target)' are the same domain; with '\(source)' go"
          + " \(names(of: own, without: source))")
    }
    return pair
  }

  private static func names(of family: DomainFamily, without name: String) -> String {
    all.filter { $0.family == family && $0.name != name }.map(\.name).joined(separator: ", ")
  }

  private static func of(_ family: DomainFamily, _ names: [(domain: String, task: String)]) -> [PictureDomain] {
    names.compactMap { name in
      ImageTaskCatalog.all.first { $0.name == name.task }.map {
        PictureDomain(name: name.domain, summary: $0.summary, family: family, task: $0)
      }
    }
  }
}

/// The domains known by name.
public enum DomainCatalog {
  /// All domains, family by family.
  public static let all: [PictureDomain] = []

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
    fatalError("to come")
  }
}

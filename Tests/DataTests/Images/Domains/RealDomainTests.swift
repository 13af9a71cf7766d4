import Data
import Testing

private func isHere(_ name: String) -> Bool {
  DomainCatalog.all.first { $0.name == name }.map { ImagePlaces.standard.isPresent($0.task) } ?? false
}

/// The domains themselves; each pair is skipped where its pictures are absent.
@Suite struct RealDomainTests {
  /// Source, target, and how many pictures the target has.
  private static let pairs = [("photo", "sketch", 420), ("digits", "usps", 9298), ("gnome", "oxygen", 1199)]

  @Test("pairs of domains", arguments: pairs.filter { isHere($0.0) && isHere($0.1) })
  func realPair(_ source: String, _ target: String, _ most: Int) throws {
    let request = DomainPairData.Request(shots: 3, size: 8, examples: 180, seed: 1)
    let (data, scoring) = try DomainPairData.load(source: source, target: target, request)
    let classes = data.classes.count
    #expect(data.source.count == 180 && data.target.count == 180 && data.labelled.count == 3 * classes)
    #expect(data.labelled.indices.map { scoring.sourceClasses[$0] } == data.labelled.classes)
    #expect(Set(scoring.targetClasses).count == classes)
    // Blindly drawn, and in no order of classes.
    let neighbours = zip(scoring.targetClasses, scoring.targetClasses.dropFirst())
    #expect(neighbours.count(where: { $0 == $1 }) < 120)
    let domain = try DomainCatalog.domain(named: target)
    #expect(try domain.count().pictures == most)
  }
}

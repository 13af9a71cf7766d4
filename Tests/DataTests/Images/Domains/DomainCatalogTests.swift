import Data
import Testing

@Suite struct DomainCatalogTests {
  @Test func domainsByFamily() {
    #expect(
      DomainCatalog.all.map { "\($0.family.name) \($0.name)" } == [
        "digits mnist", "digits usps", "digits digits", "pacs photo", "pacs art", "pacs cartoon", "pacs sketch",
        "icons gnome", "icons tango", "icons oxygen",
      ])
    #expect(DomainFamily.all.map(\.classes.count) == [10, 7, 9])
    #expect(DomainFamily.all.map(\.flips) == [false, true, true])
  }

  @Test(arguments: [
    ("mnist", "sketch", ["'mnist'", "'sketch'", "digits", "pacs", "usps"]),
    ("gnome", "usps", ["'gnome'", "'usps'", "icons", "oxygen"]),
    ("photo", "photo", ["'photo'", "same", "art, cartoon, sketch"]),
    ("phot", "art", ["'phot'", "photo", "oxygen"]),
    ("art", "", ["''", "photo"]),
  ])
  func pairsThatAreNone(_ source: String, _ target: String, _ words: [String]) {
    let error = #expect(throws: DataError.self) { try DomainCatalog.pair(source: source, target: target) }
    for word in words { #expect(error?.message.contains(word) == true, "\(String(describing: error))") }
    #expect(error?.message.contains("\n") == false)
  }

  @Test func missingDomainsAreNamedWithWhatToDo() throws {
    try Fixtures.withFolder(["x": [1]]) { folder in
      let places = DomainFixture.places(folder)
      for source in DomainCatalog.all {
        let target = try #require(DomainCatalog.all.first { $0.family == source.family && $0.name != source.name })
        #expect(!places.isPresent(source.task))
        let error = #expect(throws: DataError.self) {
          try DomainPairData.load(source: source.name, target: target.name, .init(seed: 1), places: places)
        }
        let message = error?.message ?? ""
        #expect(message.contains("switchyard data fetch ") || message.contains("\(folder)/"), "\(message)")
      }
    }
  }

  /// One theme does not need the others.
  @Test func themesAreDomainsOfTheirOwn() throws {
    var files: [String: [UInt8]] = [:]
    for (theme, start) in [("gnome/32x32", UInt64(0)), ("Tango/32x32", 100)] {
      for (label, context) in DomainFamily.icons.classes.enumerated() {
        for number in 0..<2 {
          files["usr/share/icons/\(theme)/\(context)/\(number).png"] = DomainFixture.picture(
            start + UInt64(10 * label + number))
        }
      }
    }
    // One icon that both have, and a context that is no class.
    files["usr/share/icons/Tango/32x32/actions/same.png"] = DomainFixture.picture(0)
    files["usr/share/icons/Tango/32x32/animations/turn.png"] = DomainFixture.picture(999)
    try Fixtures.withFolder(files) { folder in
      let (data, scoring) = try DomainPairData.load(
        source: "gnome", target: "tango", .init(shots: 2, seed: 1), places: DomainFixture.places(folder))
      #expect(data.size == 32 && data.source.count == 18 && data.target.count == 18)
      #expect(scoring.unlabelled.isEmpty)
      #expect(data.skipped == ["tango: 1 of 19 pictures skipped: gnome has them too"])
    }
  }
}

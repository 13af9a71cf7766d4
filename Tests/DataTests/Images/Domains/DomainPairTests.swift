import Data
import Foundation
import Testing

@Suite struct DomainPairTests {
  typealias Request = DomainPairData.Request

  static let source = DomainFixture.digits([6, 5, 4, 3, 3, 3, 3, 3, 3, 3], seed: 1)
  static let target = DomainFixture.digits([2, 4, 3, 2, 2, 2, 2, 2, 2, 9], seed: 2)

  private func labelled(_ data: DomainPairData) -> [[UInt8]] { data.labelled.indices.map { data.pixels(.source, $0) } }

  private func refusal(_ request: Request, of source: [DomainFixture.Digit] = DomainPairTests.source) -> String {
    let error = #expect(throws: DataError.self) { try DomainFixture.load(source, Self.target, request) }
    #expect(error?.message.contains("\n") == false)
    return error?.message ?? ""
  }

  @Test func allPicturesAndAFewLabels() throws {
    let (data, scoring) = try DomainFixture.load(Self.source, Self.target, Request(shots: 2, size: 4, seed: 5))
    #expect(
      data.split
        == "digits → mnist: 10 classes, 36 source pictures of which 20 are labelled, 30 targets, 4 × 4 pixels")
    #expect(data.skipped.isEmpty && data.family == .digits && data.classes.count == 10)
    #expect(data.labelled.classes == (0..<10).flatMap { [$0, $0] })
    #expect(data.labelled.indices.map { scoring.sourceClasses[$0] } == data.labelled.classes)
    #expect(Set(data.labelled.indices).count == 20)
    #expect(Set(data.labelled.indices).union(scoring.unlabelled) == Set(0..<36) && scoring.unlabelled.count == 16)
    // Each picture is there, with the class it came with.
    for (side, digits, classes) in [
      (DomainSide.source, Self.source, scoring.sourceClasses), (DomainSide.target, Self.target, scoring.targetClasses),
    ] {
      let own = classes.indices.map { "\(data.pixels(side, $0)) \(classes[$0])" }
      let given = digits.map { digit in
        "\(RGBImage(width: 4, height: 4, grey: digit.grey.map { UInt8((255 * Float($0) / 16).rounded()) }).pixels)"
          + " \(digit.label)"
      }
      #expect(own.sorted() == given.sorted())
    }
  }

  /// The law: training never reads the classes of targets. Everything it can reach is the same, bit for bit,
  /// whatever they are.
  @Test(arguments: [0, 12])
  func trainingDoesNotDependOnTheClassesOfTargets(_ examples: Int) throws {
    let request = Request(shots: 1, size: 8, examples: examples, seed: 5)
    let (data, scoring) = try DomainFixture.load(Self.source, Self.target, request)
    var permuted = Self.target
    for place in permuted.indices { permuted[place].label = Self.target[(place + 11) % Self.target.count].label }
    // The file's order is that of other classes, too.
    permuted.sort { ($0.label, $0.grey[0]) < ($1.label, $1.grey[0]) }
    let (other, otherScoring) = try DomainFixture.load(Self.source, permuted, request)
    #expect(scoring.targetClasses != otherScoring.targetClasses && scoring.sourceClasses == otherScoring.sourceClasses)
    #expect(data.everything == other.everything && data.hash == other.hash)
  }

  /// The same where classes are folders, so that other classes are read in another order.
  @Test func trainingDoesNotDependOnTheFoldersOfTargets() throws {
    let (source, sketches) = (
      DomainFixture.pacs("photo", count: 2, seed: 1), DomainFixture.pacs("sketch", count: 2, seed: 2)
    )
    let names = DomainFamily.pacs.classes
    var moved: [String: [UInt8]] = [:]
    for (path, bytes) in sketches {
      var parts = path.split(separator: "/").map(String.init)
      let label = try #require(names.firstIndex(of: parts[3]))
      parts[3] = names[(label * 3 + 1) % 7]
      moved[parts.joined(separator: "/")] = bytes
    }
    let both = try [sketches, moved].map { targets in
      try Fixtures.withFolder(source.merging(targets) { $1 }) { folder in
        try DomainPairData.load(
          source: "photo", target: "sketch", .init(size: 6, examples: 10, seed: 2), places: DomainFixture.places(folder)
        )
      }
    }
    #expect(both[0].scoring.targetClasses != both[1].scoring.targetClasses)
    #expect(both[0].data.everything == both[1].data.everything)
  }

  /// The order of pictures says nothing about their classes: read class by class, they do not stand so.
  @Test func theOrderDoesNotGiveClassesAway() throws {
    let (data, scoring) = try DomainFixture.load(Self.source, Self.target, Request(size: 4, seed: 5))
    #expect(scoring.targetClasses != scoring.targetClasses.sorted())
    #expect(scoring.sourceClasses != scoring.sourceClasses.sorted())
    let (other, _) = try DomainFixture.load(Self.source.reversed(), Self.target.reversed(), Request(size: 4, seed: 5))
    #expect(data.everything == other.everything)
  }

  @Test func labelledPicturesAreDrawnClassByClass() throws {
    let one = try DomainFixture.load(Self.source, Self.target, Request(shots: 1, size: 4, seed: 5)).data
    let three = try DomainFixture.load(Self.source, Self.target, Request(shots: 3, size: 4, seed: 5)).data
    for label in 0..<10 {
      #expect(labelled(three)[3 * label] == labelled(one)[label], "more shots begin with the same")
    }

    // Of class 0 other pictures: the other classes' draws stay.
    let changed = DomainFixture.digits([9], seed: 3) + Self.source.filter { $0.label > 0 }
    let other = try DomainFixture.load(changed, Self.target, Request(shots: 3, size: 4, seed: 5)).data
    #expect(labelled(other)[3...] == labelled(three)[3...] && labelled(other)[..<3] != labelled(three)[..<3])

    let again = try DomainFixture.load(Self.source, Self.target, Request(shots: 3, size: 4, seed: 5)).data
    let seeds = try (6..<9).map {
      try DomainFixture.load(Self.source, Self.target, Request(shots: 3, size: 4, seed: $0)).data
    }
    #expect(again.labelled == three.labelled && again.hash == three.hash)
    #expect(seeds.allSatisfy { $0.labelled != three.labelled && $0.hash != three.hash })
    #expect(
      seeds.allSatisfy { $0.source.count == three.source.count && $0.pixels(.target, 3) == three.pixels(.target, 3) })
  }

  @Test func classesWithTooFewPicturesAreRefused() {
    let message = refusal(Request(shots: 4, size: 4, seed: 1))
    for word in ["digits", "class '3'", "3 pictures", "domains.shots", "4"] {
      #expect(message.contains(word), "\(message)")
    }
    #expect(!message.contains("domains.examples"))
    #expect(refusal(Request(shots: 3, size: 4, examples: 20, seed: 1)).contains("domains.examples"))
    let nine = refusal(Request(shots: 1, size: 4, seed: 1), of: Self.source.filter { $0.label < 9 })
    #expect(nine.contains("class '9' has 0 pictures"), "\(nine)")
    #expect(refusal(Request(shots: .max, size: 4, seed: 1)).contains("class '0' has 6 pictures"))
  }

  @Test func requestsOutOfBounds() {
    for (request, word) in [
      (Request(shots: 0, seed: 1), "domains.shots"), (Request(shots: -3, seed: 1), "domains.shots"),
      (Request(size: -1, seed: 1), "domains.size"), (Request(examples: -1, seed: 1), "domains.examples"),
      (Request(size: 40_000, seed: 1), "MiB"), (Request(size: .max, seed: 1), "MiB"),
    ] {
      let message = refusal(request)
      #expect(message.contains(word), "\(message)")
    }
  }

  /// The source in shares of its classes, targets as they come: what fewer are is the beginning of more.
  @Test func fewerPictures() throws {
    let all = try DomainFixture.load(Self.source, Self.target, Request(size: 4, seed: 5))
    let some = try DomainFixture.load(Self.source, Self.target, Request(size: 4, examples: 18, seed: 5))
    #expect(some.data.source.count == 18 && some.data.target.count == 18)
    let counts = (0..<10).map { label in some.scoring.sourceClasses.count(where: { $0 == label }) }
    #expect(counts[0] == 3 && counts.allSatisfy { $0 > 0 })
    #expect((0..<18).allSatisfy { some.data.pixels(.target, $0) == all.data.pixels(.target, $0) })
    #expect(some.scoring.targetClasses == Array(all.scoring.targetClasses[..<18]))
    let pictures = Set((0..<all.data.source.count).map { all.data.pixels(.source, $0) })
    #expect((0..<18).allSatisfy { pictures.contains(some.data.pixels(.source, $0)) })
    let more = try DomainFixture.load(Self.source, Self.target, Request(size: 4, examples: 1000, seed: 5))
    #expect(more.data.everything == all.data.everything)
  }

  @Test func targetsThatTheSourceHasAreLeftOut() throws {
    let (data, scoring) = try DomainFixture.load(
      Self.source, Self.target + Self.source.prefix(2), Request(size: 4, seed: 5))
    #expect(data.target.count == Self.target.count && scoring.targetClasses.count == Self.target.count)
    #expect(data.skipped == ["mnist: 2 of 32 pictures skipped: digits has them too"])
    let error = #expect(throws: DataError.self) {
      try DomainFixture.load(Self.source, Array(Self.source.prefix(3)), Request(size: 4, seed: 5))
    }
    #expect(error?.message.contains("mnist") == true && error?.message.contains("digits") == true)
  }

  @Test func uspsGivesBothItsParts() throws {
    let files = [
      "usps/zip.train.gz": DomainFixture.usps(Array(Self.source.dropFirst(10))),
      "usps/zip.test.gz": DomainFixture.usps(Array(Self.source.prefix(10))),
      DomainFixture.digitsFile: DomainFixture.csv(Self.target),
    ]
    try Fixtures.withFolder(files) { folder in
      let places = DomainFixture.places(folder)
      let (data, scoring) = try DomainPairData.load(source: "usps", target: "digits", .init(seed: 1), places: places)
      #expect(data.source.count == 36 && data.target.count == 30 && data.size == 28)
      let counts = (0..<3).map { label in scoring.sourceClasses.count(where: { $0 == label }) }
      #expect(counts == [6, 5, 4])
    }
  }

  @Test func damagedPicturesAreNamedSkippedAndCounted() throws {
    var files = DomainFixture.pacs("photo", count: 2, seed: 1).merging(
      DomainFixture.pacs("art_painting", count: 2, seed: 2)
    ) { $1 }
    files["images/pacs/photo/dog/0.png"] = Array(DomainFixture.picture(7).prefix(100))
    files["images/pacs/art_painting/person/1.png"] = Array("no picture".utf8)
    files["images/pacs/art_painting/house/1.png"]?[60] ^= 0x55
    try Fixtures.withFolder(files) { folder in
      let places = DomainFixture.places(folder)
      let request = Request(shots: 1, size: 6, seed: 1)
      let (data, scoring) = try DomainPairData.load(source: "photo", target: "art", request, places: places)
      #expect(data.source.count == 13 && data.target.count == 12 && scoring.targetClasses.count == 12)
      #expect(data.skipped.count == 2)
      #expect(data.skipped[0].hasPrefix("photo: 1 of 14 pictures skipped: ") && data.skipped[0].contains("dog/0.png"))
      #expect(data.skipped[1].hasPrefix("art: 2 of 14 pictures skipped: ") && data.skipped[1].hasSuffix("and 1 more"))
      let error = #expect(throws: DataError.self) {
        try DomainPairData.load(source: "photo", target: "art", .init(shots: 2, seed: 1), places: places)
      }
      #expect(error?.message.contains("class 'dog' has 1 picture,") == true)
    }
  }

  @Test func classesThatAreNone() throws {
    var files = DomainFixture.pacs("photo", count: 1, seed: 1).merging(
      DomainFixture.pacs("cartoon", count: 1, seed: 2)
    ) { $1 }
    files["images/pacs/cartoon/robot/0.png"] = DomainFixture.picture(9)
    try Fixtures.withFolder(files) { folder in
      let error = #expect(throws: DataError.self) {
        try DomainPairData.load(
          source: "photo", target: "cartoon", .init(size: 6, seed: 1), places: DomainFixture.places(folder))
      }
      for word in ["cartoon", "'robot'", "giraffe"] { #expect(error?.message.contains(word) == true) }
    }
    let eleven = Self.source + [DomainFixture.Digit(grey: Array(repeating: 3, count: 16), label: 11)]
    let message = refusal(Request(size: 4, seed: 1), of: eleven)
    #expect(message.contains("'11'") && message.contains("digits"), "\(message)")
  }
}

@Suite struct DomainScoringTests {
  @Test func sharesOfRightPredictions() throws {
    let (data, scoring) = try DomainFixture.load(
      DomainPairTests.source, DomainPairTests.target, .init(shots: 2, size: 4, seed: 5))
    let right = scoring.targetClasses
    #expect(scoring.accuracy(right) == 1)
    var predicted = right
    for place in [0, 3, 4] { predicted[place] = (predicted[place] + 1) % 10 }
    #expect(scoring.accuracy(predicted) == 27.0 / 30 && scoring.accuracy(predicted, among: [0, 1, 2, 3]) == 0.5)
    #expect(scoring.accuracy(predicted, among: []).isNaN)
    // What is labelled does not count.
    var own = scoring.sourceClasses
    for place in data.labelled.indices { own[place] = (own[place] + 1) % 10 }
    #expect(scoring.sourceAccuracy(own) == 1)
    own[scoring.unlabelled[0]] = -1
    #expect(scoring.sourceAccuracy(own) == 15.0 / 16)
  }
}

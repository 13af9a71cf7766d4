import Data
import Testing

/// Glosses and the words in them, against what a reader would say.
@Suite struct WordNetTextTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let text, definition: String
    var examples: [String] = []
    var testDescription: String { text }
  }

  @Test(arguments: [
    Case(text: "cobra used by the Pharaohs; very poisonous", definition: "cobra used by the Pharaohs; very poisonous"),
    Case(text: "wash; \"wash up\"", definition: "wash", examples: ["wash up"]),
    Case(
      text: "slyly; \"Mean revenge\"- John Donne; \"old; diplomats\"", definition: "slyly",
      examples: ["Mean revenge", "old; diplomats"]),
    Case(
      text: "progress (as in \"make strides\"); \"big strides\"", definition: "progress (as in \"make strides\")",
      examples: ["big strides"]),
    Case(text: "form layers;  \"The rock stratifies\"", definition: "form layers", examples: ["The rock stratifies"]),
    Case(text: "cut; \"short", definition: "cut"), Case(text: "cut; \"\"", definition: "cut"),
    Case(text: "\"only this\"", definition: "only this", examples: ["only this"]),
  ])
  func glosses(of one: Case) {
    let gloss = WordNetGloss(Array(one.text.utf8))
    #expect(gloss.definition == one.definition && gloss.examples == one.examples)
  }

  @Test func remarksInBrackets() {
    func plain(_ text: String) -> String { WordNetGloss(Array(text.utf8)).plainDefinition }
    #expect(plain("(law) (in Rome) a judge (or two)") == "a judge (or two)")
    #expect(plain("(only this)") == "(only this)")
    #expect(plain("a (plain) one") == "a (plain) one")
  }

  @Test func words() {
    #expect(
      TextWords.split("He (that is, Tom's father-in-law) came:  \"late\".")
        == [
          "He", "(", "that", "is", ",", "Tom's", "father-in-law", ")", "came", ":", "\"", "late", "\"", ".",
        ])
    #expect(TextWords.split("caf\u{E9} -- 3.5%") == ["caf\u{E9}", "-", "-", "3.5", "%"])
    #expect(TextWords.split("") == [])
  }

  struct Use: Sendable, CustomTestStringConvertible {
    let text: String
    let words: [String]
    let part: WordNetPart
    let places: Range<Int>
    var testDescription: String { text }
  }

  static let uses = [
    Use(text: "he carried the bags", words: ["carry"], part: .verb, places: 1..<2),
    Use(text: "she is hopping mad", words: ["hop"], part: .verb, places: 2..<3),
    Use(text: "they were making up stories", words: ["make up"], part: .verb, places: 2..<4),
    Use(text: "it passes", words: ["pass"], part: .verb, places: 1..<2),
    Use(text: "a bed of peonies", words: ["peony"], part: .noun, places: 3..<4),
    Use(text: "two living things", words: ["thing", "living thing"], part: .noun, places: 1..<3),
    Use(text: "the Happiest man", words: ["happy"], part: .adjective, places: 1..<2),
    Use(text: "runs and runs", words: ["run"], part: .verb, places: 0..<1),
    Use(text: "as quickly as that", words: ["quickly"], part: .adverb, places: 1..<2),
  ]

  @Test(arguments: uses) func finds(use: Use) throws {
    let found = try #require(WordUse.find(use.words, use.part, in: TextWords.split(use.text)))
    #expect(found.places == use.places && found.word == use.words.last)
  }

  @Test func noUse() {
    #expect(WordUse.find(["make"], .verb, in: ["he", "made", "it"]) == nil)
    #expect(WordUse.find(["run"], .noun, in: ["running"]) == nil)
    #expect(WordUse.find(["a"], .noun, in: ["as", "b"]) == nil)
    #expect(WordUse.find(["living thing"], .noun, in: ["living"]) == nil)
    #expect(WordUse.find([], .noun, in: ["a"]) == nil)
  }

  @Test func tags() throws {
    let use = try #require(WordUse.find(["make up"], .verb, in: ["they", "made", "make", "up", "it"]))
    #expect(use.tags(first: 3, further: 4, of: 5) == [0, 0, 3, 4, 0])
  }
}

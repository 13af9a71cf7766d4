import Experiment
import Testing

/// The TOML parser aborts on some mistakes; none may reach it.
@Suite struct ParserTrapsTests {
  @Test func stringsMayHoldWhatWouldBeAMistakeOutside() throws {
    let recipe = try Recipe(
      toml: #"""
        [run]
        name = "[,}"
        [data]
        corpora = [
          "a,", # [
          '},', "\\",
          '''[
        [=
        }''',
        ]
        """#, file: "r.toml")
    #expect(recipe[Keys.Run.name] == "[,}")
    #expect(recipe[Keys.Data.corpora] == ["a,", "},", "\\", "[\n[=\n}"])
  }

  @Test func tokensInAnyOrderNeverCrash() {
    let tokens = [
      "[", "]", "{", "}", ".", "=", ",", "\"", "'", "#", "\n", " ", "a", "run", "1", "1e5", "0x", "inf", "true", "\\",
      "é", "\u{2028}", "\r", "\r\n", "\t", "\u{7f}", "\u{1}", "2020-01-01", "\"a\"", "\"\"\"", "'''", "steps = 4\n",
      "[run]\n", "x = [\n1,\n2]\n", "+", "-", "_", "\u{feff}", "😀",
    ]
    var state: UInt64 = 1
    var refused = 0
    for _ in 0..<30_000 {
      var text = ""
      for _ in 0..<8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        text += tokens[Int(state >> 33) % tokens.count]
      }
      do { _ = try Recipe(toml: text, file: "r.toml") } catch { refused += 1 }
      do { _ = try Recipe().applying(set: "data.text=" + text) } catch { refused += 1 }
    }
    #expect(refused > 30_000)
  }
}

import Forecasting
import Testing

private func read(_ text: String) throws -> LossTable { try LossTable(csv: Array(text.utf8), file: "x.csv") }

private let good = "tokens,position,loss\n5,1,4\n5,2,3\n5,3,2.5\n5,4,2\n"

/// Reading of tables, whole and damaged.
@Suite struct TableTests {
  @Test("columns and rows in any order, CRLF, no last line feed")
  func orders() throws {
    let wanted = try read(good)
    #expect(wanted.positions == 4 && wanted.checkpoints.map(\.losses) == [[4, 3, 2.5, 2]])
    #expect(try read("loss,x,position,tokens\r\n2,a,4,5\r\n2.5,b,3,5\r\n4,c,1,5\r\n3,d,2,5") == wanted)
  }

  @Test("the learning rate is read where it is one number, and else ignored")
  func rates() throws {
    func rate(_ values: [String]) throws -> Double? {
      let rows = values.enumerated().map { "7,\($0.offset + 1),2,\($0.element)" }.joined(separator: "\n")
      return try read("tokens,position,loss,lr\n" + rows).checkpoints[0].learningRate
    }
    #expect(try rate(["1e-3", "0.001", "1e-3", "1e-3"]) == 1e-3)
    #expect(try rate(["1e-3", "2e-3", "1e-3", "1e-3"]) == nil)
    #expect(try rate(["x", "x", "x", "x"]) == nil)
    #expect(try rate(["-1", "-1", "-1", "-1"]) == nil)
  }

  @Test(
    "damage is refused by file and place",
    arguments: [
      ("", "header"), ("tokens,position\n1,1\n", "'loss'"), ("tokens,position,loss,loss\n", "twice"),
      ("tokens,position,loss\n", "no rows"), (good + "\n", "line 6"), (good + "5,1\n", "line 6: 2 fields"),
      (good + "5,1,2,3\n", "4 fields"), (good + "5,1,4\n", "second loss"), (good + "0,1,2\n", "tokens '0'"),
      (good + "5.0,1,2\n", "tokens"), (good + "-5,1,2\n", "tokens"), (good + "9999999999999999999,1,2\n", "tokens"),
      (good + "5,0,2\n", "position"), (good + "5,1e1,2\n", "position"), (good + "5, 6,2\n", "position"),
      (good + "5,5,-0.1\n", "loss"), (good + "5,5,nan\n", "loss"), (good + "5,5,inf\n", "loss"),
      (good + "5,5,1e999\n", "loss"), (good + "5,5,0x1p3\n", "loss"), (good + "5,5,\n", "loss"),
      (good + "5,6,1\n", "no loss for position 5"), (good + "6,1,1\n", "no loss for position 2"),
      (good + "5,900000000000000000,1\n", "no loss for position 5"),
      ("tokens,position,loss\n5,1,4\n5,2,3\n5,3,2\n", "4 or more"),
    ])
  func damage(text: String, word: String) {
    let error = #expect(throws: ForecastError.self) { try read(text) }
    let message = error?.message ?? ""
    #expect(message.hasPrefix("x.csv") && message.contains(word), "\(message) does not say \(word)")
    #expect(!message.contains("\n"))
  }

  @Test("checkpoints given directly are checked too")
  func direct() throws {
    #expect(throws: ForecastError.self) { try LossTable([]) }
    #expect(throws: ForecastError.self) { try LossTable([.init(tokens: 0, losses: [1, 1, 1, 1])]) }
    #expect(throws: ForecastError.self) { try LossTable([.init(tokens: 1, losses: [1, 1, .nan, 1])]) }
    let four = LossTable.Checkpoint(tokens: 3, losses: [1, 1, 1, 1])
    #expect(throws: ForecastError.self) { try LossTable([four, four]) }
    #expect(throws: ForecastError.self) { try LossTable([four, .init(tokens: 4, losses: [1, 1, 1, 1, 1])]) }
  }
}

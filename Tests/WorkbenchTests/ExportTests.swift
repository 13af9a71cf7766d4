import Foundation
import Sessions
import TerminalUI
import TestSupport
import Testing
import Workbench

@Suite struct ExportTests {
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("switchyard-export-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test func nothingIsOverwritten() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let wish = ScreenExport(.text, name: "first/light: step 3\u{1B}[2J..")
    #expect(try wish.write("one", in: folder.path) == "first-light-step-3-2J.txt")
    #expect(try wish.write("two", in: folder.path) == "first-light-step-3-2J-2.txt")
    let file = folder.appendingPathComponent("first-light-step-3-2J.txt")
    #expect(try String(contentsOf: file, encoding: .utf8) == "one")
    #expect(try ScreenExport(.svg, name: "..").write("", in: folder.path) == "switchyard.svg")
    let error = #expect(throws: TerminalUIError.self) { try wish.write("x", in: folder.path + "/missing") }
    #expect(error?.message.contains("missing") == true)
  }

  @Test func aTableIsWrittenForProgramsWithNumbersThatReadBack() throws {
    let table = DataTable(
      columns: ["step", "name", "loss"],
      rows: [
        [.integer(1), .text("a,\"b\"\n"), .double(0.1)], [.integer(2), .none, .double(.nan)],
        [.integer(3), .text("漢"), .double(2)],
      ])
    #expect(table.csv == "step,name,loss\n1,\"a,\"\"b\"\"\n\",0.1\n2,,nan\n3,漢,2.0\n")
    let rows = try #require(
      JSONSerialization.jsonObject(with: Data(table.json.utf8), options: .fragmentsAllowed) as? [[String: Any]])
    #expect(rows.count == 3 && rows[0]["name"] as? String == "a,\"b\"\n" && rows[0]["loss"] as? Double == 0.1)
    #expect(rows[1]["loss"] is NSNull && rows[1]["name"] == nil)
    #expect(DataTable(columns: ["a"], rows: []).json == "[\n\n]\n")
  }

  @Test func aPartOfThePictureIsCutOut() throws {
    let picture = painted(Size(12, 3)) { canvas in
      canvas.text("0123456789", x: 0, y: 0, style: .plain)
      canvas.text("ab漢字cd", x: 0, y: 1, style: .plain)
    }
    let part = picture.cropped(to: Rect(x: 3, y: 0, width: 4, height: 9))
    #expect(part.size == Size(4, 3) && part.rows[0] == "3456" && part.rows[1] == " 字c")
    #expect(picture.cropped(to: Rect(x: 0, y: 1, width: 3, height: 1)).rows == ["ab"])
    #expect(picture.cropped(to: Rect(x: 50, y: 50, width: 3, height: 1)).size == Size(0, 0))
  }
}

import TerminalUI
import Testing

@Suite struct ScriptedTerminalTests {
  @Test func eventsComeInOrderAndPicturesAreKept() throws {
    let terminal = try ScriptedTerminal(Size(10, 2), keys: "j ctrl-c")
    terminal.append([.resized(Size(5, 1)), .lost])
    #expect(terminal.wait(milliseconds: 0) == .key(.character("j")))
    terminal.draw(CellBuffer(terminal.size))
    terminal.waker.wake()
    #expect(terminal.wait(milliseconds: 0) == .woken)
    #expect(terminal.wait(milliseconds: 0) == .key(.ctrl("c")))
    #expect(terminal.wait(milliseconds: 0) == .resized(Size(5, 1)) && terminal.size == Size(5, 1))
    #expect(terminal.wait(milliseconds: 0) == .lost && terminal.isExhausted)
    #expect(terminal.wait(milliseconds: 50) == .timeout)
    #expect(terminal.frames.map(\.size) == [Size(10, 2)])
    #expect(throws: TerminalUIError.self) { try ScriptedTerminal(Size(1, 1), keys: "nokey") }
  }
}

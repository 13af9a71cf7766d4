internal import CNcurses
internal import CTerminal
internal import Glibc

extension CursesTerminal {
  /// What signals have asked for since the last call, the most urgent first.
  func takeFlags() -> [TerminalEvent] {
    let flags = UInt32(bitPattern: terminal_take_flags())
    guard flags != 0 else { return [] }
    func has(_ flag: terminal_flag) -> Bool { flags & flag.rawValue != 0 }
    // A hangup outlives the others: after it there is no screen to ask on.
    if has(terminal_hangup) { return [.signal(.hangup)] }
    if has(terminal_terminate) { return [.signal(.terminate)] }
    if has(terminal_interrupt_sent) { return [.signal(.interrupt)] }
    var events: [TerminalEvent] = []
    if has(terminal_interrupt_typed) { events.append(.key(.ctrl("c"))) }
    if has(terminal_continued) { enter() } else if has(terminal_resized) { _ = resized() }
    if has(terminal_continued) || has(terminal_resized) { events.append(.resized(size)) }
    if has(terminal_stop) { events.append(.key(.ctrl("z"))) }
    return events
  }

  func resized() -> TerminalEvent? {
    size = CursesTerminal.windowSize()
    // Curses takes no empty window; pictures of size 0 × 0 draw nothing.
    resizeterm(Int32(max(1, size.height)), Int32(max(1, size.width)))
    redraw()
    return .resized(size)
  }

  func lose() -> TerminalEvent {
    isLost = true
    return .lost
  }

  func leave() {
    if takesMouse { send(CursesTerminal.dragOff) }
    send(CursesTerminal.pasteOff)
    endwin()
    terminal_disarm()
    tcsetattr(0, TCSANOW, &restoring.modes)
  }

  func enter() {
    reset_prog_mode()
    terminal_free_flow_keys(0)
    arm()
    send(CursesTerminal.pasteOn)
    if takesMouse {
      curses_set_mouse(1)
      send(CursesTerminal.dragOn)
    }
    _ = resized()
  }

  func arm() {
    var bytes: [UInt8] = Array((CursesTerminal.dragOff + "\u{1B}[?1000l\u{1B}[?1006l" + CursesTerminal.pasteOff).utf8)
    if terminfoName.hasPrefix("vt") || terminfoName == "linux" { bytes = [] }
    for name in ["sgr0", "op", "rmkx", "cnorm", "rmcup"] {
      guard let string = curses_string(name) else { continue }
      bytes += CursesTerminal.withoutPadding(String(cString: string)).utf8
    }
    bytes.withUnsafeBytes { raw in
      terminal_arm(&restoring, raw.baseAddress?.assumingMemoryBound(to: CChar.self), raw.count)
    }
  }

  /// Sends a sequence that terminfo has no name for, to terminals that know it.
  func send(_ sequence: String) {
    guard !terminfoName.hasPrefix("vt"), terminfoName != "linux" else { return }
    fflush(stream)
    _ = Array(sequence.utf8).withUnsafeBytes { write(fileno(stream), $0.baseAddress, $0.count) }
  }
}

internal import CNcurses

/// Turns what curses reads into keys; pasted text and unknown sequences are swallowed.
struct CursesKeys {
  private var isPasting = false
  /// Keys read ahead while looking for a sequence's end.
  private var pending: [Key] = []

  /// Codes above curses' own; it keeps them in 16 bits.
  static let pasteBegin: Int32 = 0xE000
  static let pasteEnd: Int32 = 0xE001

  /// The next key, if there is one; never waits longer than an escape sequence may take.
  mutating func next(_ window: UnsafeMutablePointer<WINDOW>) -> Key? {
    if !pending.isEmpty { return pending.removeFirst() }
    while let (code, isFunction) = CursesKeys.read(window) {
      if isFunction, code == CursesKeys.pasteBegin || code == CursesKeys.pasteEnd {
        isPasting = code == CursesKeys.pasteBegin
        continue
      }
      if isPasting { continue }
      if !isFunction, code == 27 {
        guard let key = sequence(window) else { continue }
        return key
      }
      if let key = isFunction ? CursesKeys.function(code) : CursesKeys.character(code) { return key }
    }
    return nil
  }

  /// What follows an Escape. A sequence that terminfo does not know arrives in letters, which would be taken for
  /// commands: the plain cursor keys are recognised, the rest is swallowed.
  private mutating func sequence(_ window: UnsafeMutablePointer<WINDOW>) -> Key? {
    guard let (code, isFunction) = CursesKeys.read(window) else { return .escape }
    guard !isFunction, code == 0x5B || code == 0x4F else {
      // What follows at once is something of its own: a key, pasted text, or the next Escape with its sequence.
      let place = pending.count
      if isFunction, code == CursesKeys.pasteBegin || code == CursesKeys.pasteEnd {
        isPasting = code == CursesKeys.pasteBegin
      } else if !isFunction, code == 27 {
        if let key = sequence(window) { pending.insert(key, at: place) }
      } else if let key = isFunction ? CursesKeys.function(code) : CursesKeys.character(code) {
        pending.append(key)
      }
      return .escape
    }
    var hasParameters = false
    while let (code, isFunction) = CursesKeys.read(window), !isFunction {
      if (0x40...0x7E).contains(code) { return hasParameters ? nil : CursesKeys.cursorKeys[code] }
      hasParameters = true
    }
    return nil
  }

  private static let cursorKeys: [Int32: Key] = [
    0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home, 0x5A: .backtab,
  ]

  private static func read(_ window: UnsafeMutablePointer<WINDOW>) -> (code: Int32, isFunction: Bool)? {
    var code: wint_t = 0
    let result = wget_wch(window, &code)
    if result == ERR { return nil }
    return (Int32(bitPattern: code), result == KEY_CODE_YES)
  }

  private static func character(_ code: Int32) -> Key? {
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 8, 127: return .backspace
    case 1...26: return .ctrl(Character(Unicode.Scalar(UInt8(0x60 + code))))
    case 0..<32: return nil
    default:
      guard let scalar = Unicode.Scalar(UInt32(code)), displayWidth(of: scalar) > 0 else { return nil }
      return .character(Character(scalar))
    }
  }

  private static func function(_ code: Int32) -> Key? {
    switch code {
    case KEY_UP: return .up
    case KEY_DOWN: return .down
    case KEY_LEFT: return .left
    case KEY_RIGHT: return .right
    case KEY_HOME, KEY_FIND: return .home
    case KEY_END, KEY_SELECT: return .end
    case KEY_PPAGE: return .pageUp
    case KEY_NPAGE: return .pageDown
    case KEY_BTAB: return .backtab
    case KEY_ENTER: return .enter
    case KEY_BACKSPACE: return .backspace
    case KEY_DC: return .delete
    case KEY_IC: return .insert
    case KEY_MOUSE: return mouse()
    case KEY_F0 + 1...KEY_F0 + 24: return .function(Int(code - KEY_F0))
    default: return nil
    }
  }

  private static func mouse() -> Key? {
    var (button, column, row): (Int32, Int32, Int32) = (0, 0, 0)
    let action: MouseEvent.Action
    switch UInt32(curses_take_mouse(&button, &column, &row)) {
    case curses_mouse_press.rawValue: action = .press
    case curses_mouse_release.rawValue: action = .release
    case curses_mouse_drag.rawValue: action = .drag
    case curses_wheel_up.rawValue: action = .wheelUp
    case curses_wheel_down.rawValue: action = .wheelDown
    default: return nil
    }
    return .mouse(MouseEvent(action, button: Int(button), at: Point(Int(column), Int(row))))
  }
}

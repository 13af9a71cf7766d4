/// What the user pressed, pasted aside.
public enum Key: Hashable, Sendable {
  /// A character, also space; capital letters are characters of their own.
  case character(Character)
  /// A letter (small) with Ctrl.
  case ctrl(Character)
  /// F1 to F24.
  case function(Int)
  /// Enter or Return.
  case enter
  /// Escape.
  case escape
  /// Tab.
  case tab
  /// Shift-Tab.
  case backtab
  /// Backspace.
  case backspace
  /// Delete.
  case delete
  /// Insert.
  case insert
  /// Arrow up.
  case up
  /// Arrow down.
  case down
  /// Arrow left.
  case left
  /// Arrow right.
  case right
  /// Home.
  case home
  /// End.
  case end
  /// A page up.
  case pageUp
  /// A page down.
  case pageDown
  /// The mouse did something.
  case mouse(MouseEvent)

  /// The space bar.
  public static let space = Key.character(" ")
}

/// A mouse button, drag or wheel, and where.
public struct MouseEvent: Hashable, Sendable {
  /// What the mouse did.
  public enum Action: String, Hashable, Sendable, CaseIterable {
    /// A button went down.
    case press
    /// A button went up.
    case release
    /// The mouse moved with a button down.
    case drag
    /// The wheel, away from the user.
    case wheelUp
    /// The wheel, towards the user.
    case wheelDown
  }

  /// What it did.
  public let action: Action
  /// 1 left, 2 middle, 3 right; 0 for the wheel.
  public let button: Int
  /// The cell under it.
  public let position: Point

  /// Makes an event.
  public init(_ action: Action, button: Int = 0, at position: Point) {
    self.action = action
    self.button = button
    self.position = position
  }
}

// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

extension Keys {
  /// `[alerts]`: what the run calls attention to, and how.
  public enum Alerts {
    static let t = Table("alerts")
    public static let divergence = t.number(
      "divergence", 1.5, .atLeast(0), "training loss over its lowest, both averaged, that is divergence; 0: never")
    public static let deadShare = t.number(
      "dead_share", 0.01, .from(0, to: 1), "part of its fair share under which an expert counts as dead; 0: never")
    public static let deadSteps = t.integer(
      "dead_steps", 50, .from(1, to: 1_000_000), "how long in a row an expert must be under it", "steps")
    public static let dropShare = t.number(
      "drop_share", 0.25, .from(0, to: 1), "share of a layer's choices lost to capacity, averaged; 1: never")
    public static let entropy = t.number(
      "entropy", 0.1, .from(0, to: 1), "router's entropy over its highest, both averaged, that is collapse; 0: never")
    public static let slowDown = t.number(
      "slow_down", 2, .atLeast(0), "time of a step over what it was, averaged, that is a slow-down; 0: never")
    public static let detail = t.integer(
      "detail", 32, .from(0, to: 1024), "before an alert that are kept in full detail; 0: none", "steps")
    public static let signal = t.word(
      "signal", Recipe.AlertSignal.none, "how an alert makes itself heard beside the screen")
    static let all = [
      divergence.declaration, deadShare.declaration, deadSteps.declaration, dropShare.declaration, entropy.declaration,
      slowDown.declaration, detail.declaration, signal.declaration,
    ]
  }
}

import Experiment
import TerminalUI
import TestSupport
import Testing
import Workbench

/// Sessions are files: pictures, names and figures in them may be anything.
@Suite struct HostilePictureTests {
  private static let evil = HostileScreens.evil
  private static let sizes = [
    Size(0, 0), Size(1, 1), Size(2, 300), Size(300, 2), Size(39, 10), Size(40, 10), Size(60, 16), Size(80, 24),
    Size(120, 40), Size(300, 90),
  ]
  private static let keys = [
    "1", "v", "v", "2", "v j l", "n h k", "n", "v", "v", "3", "j j j", "v", "2 v enter", "n j", "esc", "3 3", "v",
    "esc", "u", "0",
  ]

  private func draw(
    _ run: ScriptedPictures, more: [Event] = [], sizes: [Size] = HostilePictureTests.sizes, through step: Int = 45
  ) throws {
    try HostileScreens.draw(
      try Screens.state(pictures: run, through: step), more: more, sizes: sizes, keys: Self.keys, try Screens.theme())
  }

  @Test func numbersThatAreNoneAreDrawn() throws {
    var run = ScriptedPictures()
    run.isNaN = true
    try draw(run)
  }

  @Test func oneClassAndThreeHundredAreDrawn() throws {
    for count in [0, 1, 300] {
      var run = ScriptedPictures()
      (run.images, run.classes) = (1, (0..<count).map { "class \($0) \(String(repeating: "long ", count: $0 % 40))" })
      try draw(
        run, sizes: count == 300 ? [Size(40, 10), Size(80, 24)] : [Size(40, 10), Size(80, 24), Size(120, 40)],
        through: 1)
    }
  }

  @Test func picturesThatFitNowhereAreDrawn() throws {
    func picture(_ name: String, _ width: Int, _ count: Int) -> Picture {
      Picture(name: name, caption: Self.evil, width: width, pixels: Array(repeating: 77, count: max(0, count)))
    }
    let strange = [
      picture("image.0", 0, 0), picture("image.0", 7, 20), picture("image.1", 1 << 16, 3 << 16),
      picture("merged.1.0", 1, 3000), picture("image.2", 300, 3 * 300 * 200), picture("merged.2.3", 1, 3),
      picture("merged.2.4", -1, 9), picture("gate.2.4", 2, 12), picture("merged.x.1", 1, 3), picture("merged..", 1, 3),
      picture("", 1, 3), picture("image", 1, 3), picture("image.-1", 1, 3), picture("merged.9.99999999999999999", 1, 3),
      picture("gate.99.9", 3, 27), picture(Self.evil, 2, 12), picture("image.0.0.0", 1, 3),
    ]
    let wild: [Float] = [.nan, .infinity, -.infinity, -3, 1e38, -1e38]
    func matrix(_ name: String, _ rows: [String], _ columns: [String]) -> NamedMatrix {
      NamedMatrix(name: name, rows: rows, columns: columns, values: wild)
    }
    for pictures in [strange, [], Array(strange.suffix(4))] {
      let evaluation = Evaluation(
        step: 46, tokens: -1, loss: .nan, bitsPerByte: .nan,
        figures: [
          NamedValue("accuracy", .infinity), NamedValue("images_per_second", -1), NamedValue("gflops_per_image", 1e300),
          NamedValue("plain_images_per_second", 0),
        ],
        matrices: [
          matrix("tokens", ["after"], [Self.evil, "0", "0", "", "9", "-1"]),
          matrix("confusion", [Self.evil, "b", "c"], ["x", Self.evil]), matrix("gates.token", ["mean"], ["0", "1"]),
          matrix("gates.channel", ["mean", "deviation", "lowest", "highest", "more", Self.evil], [Self.evil]),
        ], pictures: pictures)
      try draw(
        ScriptedPictures(), more: [.evaluated(evaluation)], sizes: pictures.count > 9 ? Self.sizes : [Size(80, 24)])
    }
  }
}

internal import TerminalUI

extension CommandID {
  static let openSchedule: CommandID = "form.schedule"
  static let scheduleUp: CommandID = "schedule.up"
  static let scheduleDown: CommandID = "schedule.down"
  static let scheduleLess: CommandID = "schedule.less"
  static let scheduleMore: CommandID = "schedule.more"
  static let scheduleMuchLess: CommandID = "schedule.less.much"
  static let scheduleMuchMore: CommandID = "schedule.more.much"
  static let scheduleConstant: CommandID = "schedule.constant"
  static let scheduleDecreasing: CommandID = "schedule.decreasing"
  static let scheduleFind: CommandID = "schedule.find"
  static let scheduleTake: CommandID = "schedule.take"
  static let scheduleCancel: CommandID = "schedule.cancel"
}

extension KeyContext {
  static let formMerging: KeyContext = "form.merging"
  static let formSchedule: KeyContext = "form.schedule"
}

/// The keys of the editor of a merging schedule, and the one that opens it.
enum ScheduleCommands {
  static let opening = Binding(
    [.character("e")], .openSchedule, "schedule", help: "edit block by block how many tokens merging removes",
    in: .formMerging, footerRank: 7)

  static let all: [Binding] =
    [
      Binding(
        [.left, .character("h")], .scheduleLess, "fewer", help: "the block removes one token less", in: .formSchedule,
        footerRank: 3),
      Binding(
        [.right, .character("l")], .scheduleMore, "more", help: "the block removes one token more", in: .formSchedule,
        footerRank: 4),
      Binding(
        [.character("H")], .scheduleMuchLess, "5 fewer", help: "five tokens less", in: .formSchedule, footerRank: 20),
      Binding(
        [.character("L")], .scheduleMuchMore, "5 more", help: "five tokens more", in: .formSchedule, footerRank: 21),
      Binding(
        [.character("c")], .scheduleConstant, "constant", help: "every block removes as many as the chosen one",
        in: .formSchedule, footerRank: 6),
      Binding(
        [.character("d")], .scheduleDecreasing, "decreasing",
        help: "twice the mean in the first block, in even steps to none in the last", in: .formSchedule, footerRank: 7),
      Binding(
        [.character("f")], .scheduleFind, "find", help: "find the schedule that saves a wanted ratio of the work",
        in: .formSchedule, footerRank: 8),
      Binding(
        [.up, .character("k")], .scheduleUp, "block", help: "the block before", in: .formSchedule, footerRank: 12),
      Binding([.down, .character("j")], .scheduleDown, "block", help: "the next block", in: .formSchedule),
      Binding(
        [.enter], .scheduleTake, "take", help: "take the numbers into the recipe", in: .formSchedule, footerRank: 1),
      Binding(
        [.escape, .character("q"), .ctrl("c")], .scheduleCancel, "cancel", help: "leave the recipe as it was",
        in: .formSchedule, footerRank: 2),
    ]
    + ([Commands.help] + Commands.shared).map { binding in
      var binding = binding
      binding.context = .formSchedule
      return binding
    }
}

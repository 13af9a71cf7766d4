import Experiment
import Foundation
import Sessions
import Studies
import Sweeps
import TerminalUI
import Workbench

/// Where home's recipes, studies and sweeps come from: the current folder, and what came with the program.
struct HomeShelf {
  let library: SessionLibrary

  /// The recipes, studies or sweeps that there are now.
  func documents(of section: HomeSection) -> [HomeDocument] {
    switch section {
    case .sessions: []
    case .recipes: RecipeShelf.documents(in: recipeFolders)
    case .studies: folders(in: recipeFolders.map { $0 + "/studies" }, with: StudyFile.name).map(study)
    case .sweeps: folders(in: ["\(library.folder)/sweeps"], with: "sweep.sqlite").map { sweep($0 + "/sweep.sqlite") }
    }
  }

  private var recipeFolders: [String] {
    var seen: Set<String> = []
    return (["recipes"] + ShippedFolders.named("recipes")).filter {
      seen.insert(URL(fileURLWithPath: $0).resolvingSymlinksInPath().path).inserted
    }
  }

  /// The folders within these that hold a file of this name.
  private func folders(in parents: [String], with file: String) -> [String] {
    parents.flatMap { parent in
      ((try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []).sorted().map { "\(parent)/\($0)" }
    }.filter { FileManager.default.fileExists(atPath: "\($0)/\(file)") }
  }

  private func study(_ path: String) -> HomeDocument {
    var document = HomeDocument(path: path, name: (path as NSString).lastPathComponent)
    do {
      let study = try StudyFile(path).study()
      let folder = StudyFolder(study: study.name, library: library)
      let trials = study.trials
      // Whether a trial is whole is seen when the study is run; here it counts whether it is there.
      let done = trials.filter { FileManager.default.fileExists(atPath: folder.session($0)) }.count
      let state = done == 0 ? "not run" : done < trials.count ? "under way" : "done"
      document.values = [
        "state": HomeValue(state, role: done == trials.count ? .text : .muted), "members": .count(study.members.count),
        "seeds": .count(study.seeds.count), "trials": .count(trials.count), "done": .count(done),
        "title": HomeValue(study.title),
      ]
      let width = study.members.map(\.name.count).max() ?? 0
      document.lines =
        [study.title] + [study.question, study.source, study.differs].filter { !$0.isEmpty }
        + ["", "run it, or go on with it:  switchyard study \(path)", ""]
        + study.members.map { member in
          let name = member.name.padding(toLength: width, withPad: " ", startingAt: 0)
          return "\(name)  \(member.label)\(member.baseline == member.name ? "" : ", against \(member.baseline)")"
        }
    } catch {
      document.fault = "\(error)"
    }
    return document
  }

  private func sweep(_ path: String) -> HomeDocument {
    let folder = (path as NSString).deletingLastPathComponent
    var document = HomeDocument(path: path, name: (folder as NSString).lastPathComponent)
    do throws(SessionError) {
      let report = SweepReport(try SweepStore.contents(of: path))
      let rows = report.rows
      let over = rows.filter { $0.trial.state.isOver }.count
      let running = rows.filter { $0.trial.state == .running }.count
      let state = over == rows.count ? "done" : running > 0 ? "running" : "stopped"
      let axes = report.sweep.space.axes.map { "\($0.key.path)=\($0.text)" }
      document.values = [
        "state": HomeValue(state, role: state == "running" ? .ok : .text), "trials": .count(rows.count),
        "done": .count(over), "best": .measure(report.best?.last), "method": HomeValue(report.sweep.method.rawValue),
        "axes": HomeValue(axes.joined(separator: "  ")),
      ]
      document.lines =
        ["axes"] + axes.map { "  " + $0 } + ["seeds \(report.sweep.seeds.map(String.init).joined(separator: ", "))"]
      if let best = report.best, let value = best.last {
        let settings = best.trial.settings.map { "\($0.key.path) = \($0.value.toml)" }.joined(separator: ", ")
        document.lines += ["", "best so far: \(decimal(value, 4)) \(report.sweep.objective.unit), \(settings)"]
      }
    } catch {
      document.fault = error.description
    }
    return document
  }
}

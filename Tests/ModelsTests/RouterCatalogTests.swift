import Foundation
import Models
import Tensor
import Testing

@Suite struct RouterCatalogTests {
  @Test func everyFileInRoutersIsInTheCatalogue() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Models/MoE/Routers").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    let kinds = RouterCatalog.all.map { "\($0).swift" }.sorted()
    #expect(files == kinds)
    #expect(Set(RouterCatalog.names).count == RouterCatalog.all.count)
    #expect(RouterCatalog.kind(named: "no such router") == nil)
  }

  @Test func biasesMoveTowardsBalance() throws {
    let block = ParameterBlock()
    let options = MoEOptions(router: "bias-balanced", experts: 3, k: 1, hidden: 2)
    var router = BiasBalancedRouter(RouterShape(options, width: 2), in: block, prefix: "")
    router.finishStep(choices: [9, 3, 6], rate: 0.5)
    #expect(router.buffers.first?.values == .floats([-0.5, 0.5, 0]))
  }

  @Test func buffersSurviveSavingAndLoading() throws {
    var options = MoEOptions(router: "hash", experts: 4, k: 2, hidden: 2)
    options.vocabulary = 3
    var router = HashRouter(RouterShape(options, width: 2), in: ParameterBlock(), prefix: "")
    let table = RouterBuffer(name: "hash.table", shape: [3, 2], values: .integers([3, 0, 1, 2, 2, 1]))
    try router.load(table)
    #expect(router.buffers == [table])
    #expect(throws: MoEError.self) {
      try router.load(RouterBuffer(name: "hash.table", shape: [2, 2], values: .integers([3, 0, 1, 2])))
    }
  }
}

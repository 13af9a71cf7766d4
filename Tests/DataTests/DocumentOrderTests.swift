import Data
import Foundation
import Testing

private func table(_ text: String, tokens: Bool = false) throws -> ClusterTable {
  try ClusterTable(csv: Array(text.utf8), file: "c.csv", readsTokens: tokens)
}

/// Documents in their order, the table they come from, and the state that a sample is left in.
@Suite struct DocumentOrderTests {
  static func fixture() throws -> ClusterTable {
    let path = Fixtures.folder + "/../sampling/01-basic/clusters.csv"
    return try ClusterTable(csv: Foundation.Data(contentsOf: URL(fileURLWithPath: path)), file: "clusters.csv")
  }

  @Test("every epoch of a cluster is another permutation of it", arguments: [SamplingMethod.uniform, .temperature(3)])
  func permutations(method: SamplingMethod) throws {
    let table = try Self.fixture()
    var order = try DocumentOrder(table, method: method, seed: 4)
    var lists = table.clusters.map { _ in [Int]() }
    var drawn: [Int: Int] = [:]
    for draw in order.draw(0..<2000) {
      #expect(draw.repeats == drawn[draw.document, default: 0])
      drawn[draw.document, default: 0] += 1
      lists[table.memberships[draw.document]].append(draw.document)
    }
    for (members, list) in zip(table.members, lists) {
      let epochs = stride(from: 0, to: list.count - members.count, by: members.count).map {
        Array(list[$0..<$0 + members.count])
      }
      #expect(epochs.count > 2 && epochs.allSatisfy { Set($0) == Set(members.map(Int.init)) })
      #expect(Set(epochs).count > 1)
    }
  }

  @Test("clip 1 and a budget of all documents draws each of them once")
  func once() throws {
    let table = try Self.fixture()
    var order = try DocumentOrder(table, method: .clusterClip(1), seed: 8)
    #expect(order.available == table.names.count)
    #expect(Set(order.draw(0..<table.names.count).map(\.document)).count == table.names.count)
  }

  @Test(
    "taken up at any position the order is the same", arguments: [SamplingMethod.random, .uniform, .clusterClip(3)])
  func resume(method: SamplingMethod) throws {
    let table = try Self.fixture()
    var whole = try DocumentOrder(table, method: method, seed: 1)
    let all = whole.draw(0..<200)
    for start in [1, 79, 80, 150] {
      var other = try DocumentOrder(table, method: method, seed: 1)
      #expect(other.draw(start..<200) == Array(all[start...]))
      // Back again, into an epoch that is over.
      #expect(other.draw(0..<10) == Array(all[..<10]))
    }
  }

  @Test("columns in any order, numbers with gaps, CRLF")
  func reading() throws {
    let read = try table("x,cluster,doc,tokens\r\n,7,a,3\r\n,2,b b,1\r\n,7,ü,9", tokens: true)
    #expect(read.names == ["a", "b b", "ü"] && read.clusters == [2, 7] && read.memberships == [1, 0, 1])
    #expect(read.tokens == [3, 1, 9] && read.members == [[1], [0, 2]])
    #expect(try table("doc,cluster,tokens\na,0,x\n").tokens == nil)
  }

  @Test(
    "damage is refused by file and line",
    arguments: [
      ("", "empty"), ("doc,cluster\n", "no documents"), ("name,cluster\na,0\n", "'doc'"), ("doc,x\na,0\n", "'cluster'"),
      ("doc,cluster,doc\na,0,b\n", "more than one"), ("doc,cluster\na,0\nb\n", "line 3"),
      ("doc,cluster\na,0\n\nb,1\n", "line 3"), ("doc,cluster\na,0\na,1\n", "second time"),
      ("doc,cluster\n,0\n", "empty"),
      ("doc,cluster\n\"a\",0\n", "quote"), ("doc,cluster\na,-1\n", "cluster '-1'"), ("doc,cluster\na,0.5\n", "cluster"),
      ("doc,cluster\na,99999999999999999999\n", "cluster"), ("doc,cluster\na,\n", "cluster"),
    ])
  func damage(text: String, word: String) {
    let error = #expect(throws: DataError.self) { try table(text) }
    #expect(error?.message.hasPrefix("c.csv") == true && error?.message.contains(word) == true)
  }

  @Test("tokens are checked where they are wanted")
  func tokens() {
    for text in ["doc,cluster\na,0\n", "doc,cluster,tokens\na,0,0\n", "doc,cluster,tokens\na,0,1.5\n"] {
      #expect(throws: DataError.self) { try table(text, tokens: true) }
    }
  }

  @Test("a state is read back; one of another sample or with any byte changed is refused")
  func state() throws {
    let origin = [(name: "method", value: "uniform"), (name: "seed", value: "3"), (name: "clusters", value: "ab")]
    let text = SampleState(position: 1234, origin: origin).text
    #expect(try SampleState.position(in: text, file: "s", origin: origin) == 1234)
    for index in origin.indices {
      var other = origin
      other[index].value = "4"
      let error = #expect(throws: DataError.self) { try SampleState.position(in: text, file: "s", origin: other) }
      #expect(error?.message.contains(origin[index].name) == true)
    }
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      var damaged = bytes
      damaged[index] ^= 1
      #expect(throws: DataError.self, "byte \(index)") {
        try SampleState.position(in: String(decoding: damaged, as: UTF8.self), file: "s", origin: origin)
      }
    }
    for length in 0..<bytes.count {
      #expect(throws: DataError.self, "\(length) bytes") {
        try SampleState.position(in: String(decoding: bytes[..<length], as: UTF8.self), file: "s", origin: origin)
      }
    }
  }
}

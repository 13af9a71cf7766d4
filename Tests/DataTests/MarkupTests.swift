import Data
import Testing

/// What each corpus makes of its markup, on small files in the packages' own forms.
@Suite struct MarkupTests {
  @Test("dictionary entries lose syllables, pronunciation, references, sources and layout")
  func dictionary() throws {
    let corpus = try Fixtures.library.read("gcide")
    #expect(
      Fixtures.texts(corpus) == [
        """
        Larkle, v. i. [imp. & p. p. Larkled; p. pr. Larkling.] [Perh. fr. AS. lāc play.]
        1. To play about; to frisð.
        They larkled on the lea. --A. Poet.
        2. (Mus.) To sing, as a Laridæ does. [Obs.]
        """,
        """
        Marl pit, n. A pit [see Marl] (for digging). "Deep marl pits."
        """,
      ])
  }

  @Test("glosses stand after their words, without underscores and markers, with their topic")
  func wordNet() throws {
    let corpus = try Fixtures.library.read("wordnet")
    #expect(
      Fixtures.texts(corpus) == [
        #"marsh hen, rail bird: a small bird of wet places; "the marsh hen called at dusk""#,
        "hunch: a feeling without proof",
        "amble, stroll: walk at leisure",
        #"afloat: borne on the water; "two boats afloat""#,
        "sunlit: lit by the sun",
        "at dusk: when the light goes",
      ])
    #expect(corpus.topics.count == 45)
    #expect(
      corpus.documents.map { $0.topic.map { corpus.topics[$0] } } == [
        "noun.animal", "noun.cognition", "verb.motion", "adj.all", "adj.ppl", "adv.all",
      ])
  }

  @Test("POD loses commands and codes and keeps program text; the newest version is read")
  func pod() throws {
    let corpus = try Fixtures.library.read("perldoc")
    #expect(
      Fixtures.texts(corpus) == [
        """
        NAME

        sample - shows bold, it nested words and $a <=> $b

        Text of a paragraph
        on two lines; see the manual, "Operators" in perlop, "Local part" and https://example.org/a.
        <angle> é ☺ end.

            my $program = "B<stays> as it is";

        * First point

        2. Second point

        open FILE

        Opens it.

        Back again.
        """
      ])
  }

  @Test("reStructuredText loses roles, directives, targets and frames and keeps signatures and program text")
  func rest() throws {
    let corpus = try Fixtures.library.read("pydoc")
    #expect(corpus.topics == ["general", "library"])
    #expect(corpus.documents.map { $0.topic } == [0, 1])
    #expect(
      Fixtures.texts(corpus) == [
        """
        Contents

        Only these words.
        """,
        """
        sample --- A sample

        Source: Lib/sample.py, see PEP 8 and join, go, or
        another
        part and a link [1].

        go(x, *, key=None)
                      stop(*args)

           Takes x, a raw * string, 2*3*4 and *stars*. For example:

              value = go(*x, **y)   # ``stays``

           Text again.

           New in version 3.2.
           Changed in version 3.9.
              Added key.

        Note: Be careful.

        * an item with code:

             a = `b`

          and words with code.

           :not an option: ``kept``

        >>> go(1)
        *1*

        | a | b   |

        [1] A note.
        """,
      ])
  }
}

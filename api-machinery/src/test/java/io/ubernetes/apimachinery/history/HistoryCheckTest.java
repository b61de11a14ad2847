package io.ubernetes.apimachinery.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.history.Seen.Event;
import io.ubernetes.apimachinery.history.Seen.Listed;
import io.ubernetes.apimachinery.history.Seen.Outcome;
import io.ubernetes.apimachinery.history.Seen.Read;
import io.ubernetes.apimachinery.history.Seen.Version;
import io.ubernetes.apimachinery.history.Seen.Watched;
import io.ubernetes.apimachinery.history.Seen.Write;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A checker that finds nothing proves nothing: each kind of mistake is found.
class HistoryCheckTest {
  private static final Event A2 = new Event(2, "a", "one");
  private static final Event A3 = new Event(3, "a", "two");
  private static final Event A4 = new Event(4, "a", null);
  private static final Write CREATE = new Write(10, 20, "a", "one", 0, Outcome.DONE, 2);
  private static final Write UPDATE = new Write(30, 40, "a", "two", 2, Outcome.DONE, 3);
  private static final Write DELETE = new Write(50, 60, "a", null, 3, Outcome.DONE, 4);

  private static List<String> check(List<Event> truth, Seen... more) {
    List<Seen> all = new ArrayList<>(List.of(CREATE, UPDATE, DELETE));
    all.addAll(Arrays.asList(more));
    return HistoryCheck.check(truth, all);
  }

  private static List<String> check(Seen... more) {
    return check(List.of(A2, A3, A4), more);
  }

  @Test
  void whatCanBeExplainedIsRight() {
    assertThat(
            check(
                new Read(1, 5, "a", null),
                new Read(15, 35, "a", new Version(2, "one")),
                new Read(15, 35, "a", new Version(3, "two")),
                new Read(12, 55, "a", null),
                new Read(61, 62, "a", null),
                new Listed(21, 29, 2, Map.of("a", new Version(2, "one"))),
                new Listed(45, 55, 4, Map.of()),
                new Write(21, 25, "a", "x", 0, Outcome.CONFLICT, 0),
                new Write(55, 70, "a", "y", 3, Outcome.ABSENT, 0),
                new Write(1, 99, "a", "z", 3, Outcome.UNKNOWN, 0),
                new Watched(1, 99, 2, List.of(A3, A4)),
                new Watched(1, 99, 1, List.of(A2))))
        .isEmpty();
  }

  @Test
  void anAcknowledgedWriteThatIsNotThereIsLost() {
    assertThat(check(List.of(A2, A3), new Read(21, 22, "b", null)))
        .singleElement()
        .asString()
        .startsWith("lost: ");
  }

  @Test
  void aChangeThatNobodyAskedForIsInvented() {
    Event invented = new Event(5, "a", "other");
    assertThat(check(List.of(A2, A3, A4, invented)))
        .containsExactly("nobody has asked for " + invented);
    Write refused = new Write(61, 65, "a", "other", 0, Outcome.CONFLICT, 0);
    assertThat(check(List.of(A2, A3, A4, invented), refused))
        .anyMatch(text -> text.contains("although its writer was refused"));
    Write unknown = new Write(61, 65, "a", "other", 0, Outcome.UNKNOWN, 0);
    assertThat(check(List.of(A2, A3, A4, invented), unknown)).isEmpty();
  }

  @Test
  void aReadOfWhatWasReplacedBeforeIsOld() {
    assertThat(check(new Read(41, 45, "a", new Version(2, "one"))))
        .singleElement()
        .asString()
        .startsWith("not what stood there: ");
    assertThat(check(new Read(70, 75, "a", new Version(3, "two")))).hasSize(1);
    assertThat(check(new Read(21, 25, "a", null))).hasSize(1);
  }

  @Test
  void whatOneReaderHasSeenTheNextOneSeesToo() {
    Read first = new Read(30, 32, "a", new Version(3, "two"));
    Read second = new Read(33, 38, "a", new Version(2, "one"));
    assertThat(check(first, second)).hasSize(1);
  }

  @Test
  void aReadFromTheFutureIsInvented() {
    assertThat(check(new Read(1, 5, "a", new Version(2, "one")))).hasSize(1);
    assertThat(check(new Read(41, 45, "a", new Version(3, "three"))))
        .singleElement()
        .asString()
        .startsWith("invented: ");
  }

  @Test
  void aListIsTheStateOfItsRevisionAndOfItsTime() {
    assertThat(check(new Listed(21, 29, 2, Map.of()))).hasSize(1);
    assertThat(check(new Listed(41, 45, 2, Map.of("a", new Version(2, "one")))))
        .singleElement()
        .asString()
        .startsWith("a list of another time: ");
  }

  @Test
  void aRefusalHasAReason() {
    assertThat(check(new Write(21, 25, "a", "x", 2, Outcome.CONFLICT, 0))).hasSize(1);
    assertThat(check(new Write(21, 25, "a", "x", 2, Outcome.ABSENT, 0))).hasSize(1);
  }

  @Test
  void aWatchThatSkipsOrRepeatsAChangeIsWrong() {
    assertThat(check(new Watched(1, 99, 1, List.of(A2, A4)))).hasSize(1);
    assertThat(check(new Watched(1, 99, 1, List.of(A2, A2, A3)))).hasSize(1);
    assertThat(check(new Watched(1, 99, 1, List.of(A3, A2)))).hasSize(1);
  }

  @Test
  void twoWritesOnTheSameVersionCannotBothBe() {
    Write second = new Write(30, 45, "a", "three", 2, Outcome.DONE, 5);
    assertThat(check(List.of(A2, A3, A4, new Event(5, "a", "three")), second))
        .anyMatch(text -> text.contains("was made on 0"));
  }

  @Test
  void theOrderOfTheStoreDoesNotContradictTheClock() {
    Write early = new Write(1, 5, "b", "b", 0, Outcome.DONE, 5);
    assertThat(check(List.of(A2, A3, A4, new Event(5, "b", "b")), early)).isNotEmpty();
  }
}

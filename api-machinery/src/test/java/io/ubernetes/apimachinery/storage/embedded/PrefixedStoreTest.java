package io.ubernetes.apimachinery.storage.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreContract;
import org.junit.jupiter.api.Test;

/// A part of an embedded store keeps the contract of a whole one.
class PrefixedStoreTest extends StoreContract {
  PrefixedStoreTest() {
    super(new PrefixedSubject());
  }

  @Test
  void partsDoNotSeeEachOther() {
    try (PrefixedSubject subject = new PrefixedSubject();
        Store part = subject.open()) {
      Store other = subject.part("/clusters/b");
      part.create("/x", "a".getBytes(UTF_8));
      other.create("/x", "b".getBytes(UTF_8));

      assertThat(part.list("", null, 0, 0).entries())
          .singleElement()
          .satisfies(entry -> assertThat(entry.key()).isEqualTo("/x"))
          .satisfies(entry -> assertThat(entry.value()).isEqualTo("a".getBytes(UTF_8)));
      assertThat(subject.whole().list("", null, 0, 0).entries())
          .extracting(Store.Entry::key)
          .containsExactly("/clusters/a/x", "/clusters/b/x");
    }
  }

  @Test
  void closingAPartLeavesTheOthersOpen() {
    try (PrefixedSubject subject = new PrefixedSubject()) {
      Store part = subject.open();
      Store other = subject.part("/clusters/b");
      part.close();

      assertThat(other.create("/x", new byte[0])).isInstanceOf(Store.WriteResult.Written.class);
    }
  }
}

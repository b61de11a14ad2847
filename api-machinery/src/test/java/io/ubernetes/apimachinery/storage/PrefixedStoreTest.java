package io.ubernetes.apimachinery.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ubernetes.apimachinery.storage.embedded.EmbeddedStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A part of an embedded store keeps the contract of a whole one.
class PrefixedStoreTest extends StoreContract {
  @TempDir Path directory;

  private Store whole;
  private Store part;

  @BeforeEach
  void open() {
    whole = EmbeddedStore.open(directory);
    part = new PrefixedStore(whole, "/clusters/a");
  }

  @AfterEach
  void close() {
    part.close();
    whole.close();
  }

  @Override
  protected Store store() {
    return part;
  }

  @Override
  protected Store restarted() {
    close();
    open();
    return part;
  }

  @Test
  void partsDoNotSeeEachOther() {
    Store other = new PrefixedStore(whole, "/clusters/b");
    part.create("/x", "a".getBytes(UTF_8));
    other.create("/x", "b".getBytes(UTF_8));

    assertThat(part.list("", null, 0, 0).entries())
        .singleElement()
        .satisfies(entry -> assertThat(entry.key()).isEqualTo("/x"))
        .satisfies(entry -> assertThat(entry.value()).isEqualTo("a".getBytes(UTF_8)));
    assertThat(whole.list("", null, 0, 0).entries())
        .extracting(Store.Entry::key)
        .containsExactly("/clusters/a/x", "/clusters/b/x");
  }

  @Test
  void closingAPartLeavesTheOthersOpen() {
    Store other = new PrefixedStore(whole, "/clusters/b");
    part.close();

    assertThat(other.create("/x", new byte[0])).isInstanceOf(Store.WriteResult.Written.class);
  }
}

package io.ubernetes.apimachinery.storage.embedded;

import io.ubernetes.apimachinery.storage.PrefixedStore;
import io.ubernetes.apimachinery.storage.Store;
import io.ubernetes.apimachinery.storage.StoreSubject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A part of an embedded store.
final class PrefixedSubject implements StoreSubject {
  private final EmbeddedSubject embedded = new EmbeddedSubject();
  private @Nullable Store whole;

  @Override
  public Store open() {
    whole = embedded.open();
    return part("/clusters/a");
  }

  /// Another part of the store that is open.
  Store part(String prefix) {
    return new PrefixedStore(whole(), prefix);
  }

  Store whole() {
    return Objects.requireNonNull(whole);
  }

  @Override
  public void restart() {
    whole().close();
    embedded.restart();
  }

  @Override
  public void close() {
    whole().close();
    embedded.close();
  }
}

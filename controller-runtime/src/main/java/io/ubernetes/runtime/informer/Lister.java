package io.ubernetes.runtime.informer;

import io.ubernetes.model.ApiObject;
import io.ubernetes.model.NamespacedName;
import java.util.List;
import java.util.Optional;

/// Reads the local copy. Never blocks; what it answers may be behind the server. The objects are
/// shared and must not be changed: work on a [ApiObject#copy()].
public interface Lister {

  Optional<ApiObject> get(NamespacedName key);

  /// A snapshot in no particular order.
  List<ApiObject> list();

  /// The objects of one namespace.
  List<ApiObject> list(String namespace);

  /// The objects for which the index function of that name gave that value.
  ///
  /// @throws IllegalArgumentException when the informer has no such index
  List<ApiObject> byIndex(String index, String value);

  int size();
}

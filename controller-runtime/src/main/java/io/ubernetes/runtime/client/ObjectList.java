package io.ubernetes.runtime.client;

import io.ubernetes.model.ApiObject;
import java.util.List;

/// A whole list, as of one resourceVersion; from there a watch sees every later change.
public record ObjectList(List<ApiObject> items, String resourceVersion) {

  public ObjectList {
    items = List.copyOf(items);
  }
}

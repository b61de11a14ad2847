@NullMarked
package io.ubernetes.cli.kubeconfig;

import org.jspecify.annotations.NullMarked;

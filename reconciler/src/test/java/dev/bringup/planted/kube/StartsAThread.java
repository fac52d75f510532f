package dev.bringup.planted.kube;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

public final class StartsAThread {

    public final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
}

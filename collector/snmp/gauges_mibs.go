package snmp

// The standard gauges of processors: HOST-RESOURCES-MIB (RFC 2790) and that of net-snmp.
func standardProcessors() []gauge {
	return []gauge{
		{name: "hrProcessorLoad", oids: []string{".1.3.6.1.2.1.25.3.3.1.2"}, mean: true, measure: percent},
		{name: "ssCpuIdle", oids: []string{".1.3.6.1.4.1.2021.11.11"}, measure: idle},
	}
}

// The standard gauges of memory. hrStorageTable counts caches as used, so the
// table that tells them apart comes first.
func standardMemories() []gauge {
	return []gauge{
		{name: "memAvailReal", measure: linuxMemory, oids: []string{".1.3.6.1.4.1.2021.4.5", ".1.3.6.1.4.1.2021.4.6",
			".1.3.6.1.4.1.2021.4.14", ".1.3.6.1.4.1.2021.4.15"}},
		{name: "hrStorageUsed", measure: storage, label: hrStorageType, keep: isRAM, oids: []string{hrStorageUsed, hrStorageSize, hrStorageUnits}},
	}
}

// The columns of hrStorageTable (HOST-RESOURCES-MIB), and two of its types.
const (
	hrStorageType      = ".1.3.6.1.2.1.25.2.3.1.2"
	hrStorageUnits     = ".1.3.6.1.2.1.25.2.3.1.4"
	hrStorageSize      = ".1.3.6.1.2.1.25.2.3.1.5"
	hrStorageUsed      = ".1.3.6.1.2.1.25.2.3.1.6"
	hrStorageRAM       = "1.3.6.1.2.1.25.2.1.2"
	hrStorageFixedDisk = "1.3.6.1.2.1.25.2.1.4"
)

func isRAM(r *row) bool { return labelOf(r).text() == hrStorageRAM }

// storage is hrStorageUsed, hrStorageSize and hrStorageAllocationUnits.
func storage(cells []value) (load, bool) {
	unit, ok := cells[2].decimal()
	l, sane := usedOf(unit)(cells)
	return l, ok && sane
}

// processors are the private gauges of processors, where the standard ones are
// absent. Where an agent tells several averages, that over a minute is taken.
func processors() []gauge {
	return []gauge{
		{name: "cpmCPUTotal1minRev", oids: []string{".1.3.6.1.4.1.9.9.109.1.1.1.1.7"}, measure: percent},
		{name: "cpmCPUTotal1min", oids: []string{".1.3.6.1.4.1.9.9.109.1.1.1.1.4"}, measure: percent},
		{name: "avgBusy1", oids: []string{".1.3.6.1.4.1.9.2.1.57"}, measure: percent},
		{name: "agentCPUutilizationIn1min", oids: []string{".1.3.6.1.4.1.171.12.1.1.6.2"}, measure: percent},
		{name: "agentCPUutilizationIn5sec", oids: []string{".1.3.6.1.4.1.171.12.1.1.6.1"}, measure: percent},
		{name: "dEntityExtCpuUtilOneMinute", oids: []string{".1.3.6.1.4.1.171.14.5.1.7.1.4"}, measure: percent},
		{name: "dEntityExtCpuUtilFiveMinutes", under: []string{".5.1.7.1.5"}, measure: percent},
		{name: "hpSwitchCpuStat", oids: []string{".1.3.6.1.4.1.11.2.14.11.5.1.9.6.1"}, measure: percent},
		{name: "hwEntityCpuUsage", oids: []string{".1.3.6.1.4.1.2011.5.25.31.1.1.1.1.5"},
			label: ".1.3.6.1.4.1.2011.5.25.31.1.1.1.1.7", keep: positive, measure: percent},
		{name: "hh3cEntityExtCpuUsage", oids: []string{".1.3.6.1.4.1.25506.2.6.1.1.1.1.6"},
			label: ".1.3.6.1.4.1.25506.2.6.1.1.1.1.8", keep: positive, measure: percent},
		{name: "h3cEntityExtCpuUsage", oids: []string{".1.3.6.1.4.1.2011.10.2.6.1.1.1.1.6"},
			label: ".1.3.6.1.4.1.2011.10.2.6.1.1.1.1.8", keep: positive, measure: percent},
		{name: "jnxOperatingCPU", oids: []string{".1.3.6.1.4.1.2636.3.1.13.1.8"},
			label: ".1.3.6.1.4.1.2636.3.1.13.1.5", keep: named("routing engine"), measure: percent},
		{name: "tpSysMonitorCpu1Minute", oids: []string{".1.3.6.1.4.1.11863.6.4.1.1.1.1.3"}, measure: percent},
		{name: "tpSysMonitorCpu5Seconds", oids: []string{".1.3.6.1.4.1.11863.6.4.1.1.1.1.2"}, measure: percent},
		{name: "sysCPU1MinUsage", oids: []string{".1.3.6.1.4.1.890.1.15.3.2.8"}, measure: percent},
		{name: "sysCPU5SecUsage", oids: []string{".1.3.6.1.4.1.890.1.15.3.2.7"}, measure: percent},
		{name: "sysCPUUsage", oids: []string{".1.3.6.1.4.1.890.1.15.3.2.4"}, measure: percent},
		{name: "sysMgmtCPUUsage", under: []string{".11.7"}, measure: percent},
		{name: "cpuStatus", under: []string{".1.39.2.1"}, measure: percent},
		{name: "extremeCpuMonitorSystemUtilization1min", oids: []string{".1.3.6.1.4.1.1916.1.32.1.4.1.7"}, measure: percent},
		{name: "extremeCpuMonitorSystemUtilization5secs", oids: []string{".1.3.6.1.4.1.1916.1.32.1.4.1.5"}, measure: percent},
		{name: "rcKhiSlotCpu5MinAve", oids: []string{".1.3.6.1.4.1.2272.1.85.10.1.1.3"}, measure: percent},
		{name: "fgSysCpuUsage", oids: []string{".1.3.6.1.4.1.12356.101.4.1.3"}, measure: percent},
		{name: "fsSysCpuUsage", oids: []string{".1.3.6.1.4.1.12356.106.4.1.2"}, measure: percent},
		{name: "agentSwitchCpuProcessTotalUtilization", oids: []string{".1.3.6.1.4.1.4413.1.1.1.1.4.9"}, measure: minuteText},
		{name: "agentSwitchCpuProcessTotalUtilization", oids: []string{".1.3.6.1.4.1.4526.10.1.1.1.4.9"}, measure: minuteText},
		{name: "agentSwitchCpuProcessTotalUtilization", oids: []string{".1.3.6.1.4.1.674.10895.5000.2.6132.1.1.1.1.4.9"}, measure: minuteText},
		{name: "healthModuleCpu1MinAvg", oids: []string{".1.3.6.1.4.1.6486.801.1.2.1.16.1.1.1.1.1.11"}, measure: percent},
		{name: "healthDeviceCpu1MinAvg", oids: []string{".1.3.6.1.4.1.6486.800.1.2.1.16.1.1.1.14"}, measure: percent},
		{name: "snAgGblCpuUtil1MinAvg", oids: []string{".1.3.6.1.4.1.1991.1.1.2.1.52"}, measure: percent},
		{name: "rlCpuUtilDuringLastMinute", oids: []string{".1.3.6.1.4.1.89.1.8"}, measure: percent},
		{name: "rlCpuUtilDuringLast5Minutes", oids: []string{".1.3.6.1.4.1.89.1.9"}, measure: percent},
		{name: "rlCpuUtilDuringLastSecond", oids: []string{".1.3.6.1.4.1.89.1.7"}, measure: percent},
		{name: "rlCpuUtilDuringLastMinute", oids: []string{".1.3.6.1.4.1.9.6.1.101.1.8"}, measure: percent},
		{name: "rlCpuUtilDuringLast5Minutes", oids: []string{".1.3.6.1.4.1.3955.1000.201.1.9"}, measure: percent},
		{name: "sysExtProcessorLoad", oids: []string{".1.3.6.1.4.1.14823.2.2.1.2.1.13.1.3"}, measure: percent},
		{name: "aiAPCPUUtilization", oids: []string{".1.3.6.1.4.1.14823.2.3.3.1.2.1.1.7"}, measure: percent},
		{name: "agentCurrentCPUUtilization", oids: []string{".1.3.6.1.4.1.14179.1.1.5.1"}, measure: percent},
		{name: "arubaWiredVsfMemberCpuUtil", oids: []string{".1.3.6.1.4.1.47196.4.1.1.3.15.1.2.1.9"}, measure: percent},
		{name: "nmscardCPUUtilization", oids: []string{".1.3.6.1.4.1.3320.3.6.10.1.11"}, measure: percent},
		{name: "ruijieCPUUtilization1Min", oids: []string{".1.3.6.1.4.1.4881.1.1.10.2.36.1.1.2"}, measure: percent},
	}
}

// memories are the private gauges of memory.
func memories() []gauge {
	return []gauge{
		{name: "cempMemPoolHCUsed", oids: []string{".1.3.6.1.4.1.9.9.221.1.1.1.1.18", ".1.3.6.1.4.1.9.9.221.1.1.1.1.20"},
			label: ".1.3.6.1.4.1.9.9.221.1.1.1.1.3", keep: named("processor"), measure: usedAndFree(1)},
		{name: "cempMemPoolUsed", oids: []string{".1.3.6.1.4.1.9.9.221.1.1.1.1.7", ".1.3.6.1.4.1.9.9.221.1.1.1.1.8"},
			label: ".1.3.6.1.4.1.9.9.221.1.1.1.1.3", keep: named("processor"), measure: usedAndFree(1)},
		{name: "ciscoMemoryPoolUsed", oids: []string{".1.3.6.1.4.1.9.9.48.1.1.1.5", ".1.3.6.1.4.1.9.9.48.1.1.1.6"},
			label: ".1.3.6.1.4.1.9.9.48.1.1.1.2", keep: named("processor"), measure: usedAndFree(1)},
		{name: "cpmCPUMemoryUsed", oids: []string{".1.3.6.1.4.1.9.9.109.1.1.1.1.12", ".1.3.6.1.4.1.9.9.109.1.1.1.1.13"}, measure: usedAndFree(kilo)},
		{name: "agentDRAMutilization", oids: []string{".1.3.6.1.4.1.171.12.1.1.9.1.4", ".1.3.6.1.4.1.171.12.1.1.9.1.2"}, measure: percentOf(kilo)},
		{name: "dEntityExtMemoryUsed", oids: []string{".1.3.6.1.4.1.171.14.5.1.4.1.4", ".1.3.6.1.4.1.171.14.5.1.4.1.3"}, keep: dram, measure: usedOf(kilo)},
		{name: "dEntityExtMemoryUsed", under: []string{".5.1.4.1.4", ".5.1.4.1.3"}, keep: dram, measure: usedOf(kilo)},
		{name: "hpLocalMemFreeBytes", oids: []string{".1.3.6.1.4.1.11.2.14.11.5.1.1.2.1.1.1.5", ".1.3.6.1.4.1.11.2.14.11.5.1.1.2.1.1.1.6"}, measure: freeOf(1)},
		{name: "hwEntityMemUsage", oids: []string{".1.3.6.1.4.1.2011.5.25.31.1.1.1.1.7", ".1.3.6.1.4.1.2011.5.25.31.1.1.1.1.9"},
			label: ".1.3.6.1.4.1.2011.5.25.31.1.1.1.1.7", keep: positive, measure: percentOf(1)},
		{name: "hh3cEntityExtMemUsage", oids: []string{".1.3.6.1.4.1.25506.2.6.1.1.1.1.8", ".1.3.6.1.4.1.25506.2.6.1.1.1.1.10"},
			label: ".1.3.6.1.4.1.25506.2.6.1.1.1.1.8", keep: positive, measure: percentOf(1)},
		{name: "h3cEntityExtMemUsage", oids: []string{".1.3.6.1.4.1.2011.10.2.6.1.1.1.1.8", ".1.3.6.1.4.1.2011.10.2.6.1.1.1.1.10"},
			label: ".1.3.6.1.4.1.2011.10.2.6.1.1.1.1.8", keep: positive, measure: percentOf(1)},
		{name: "jnxOperatingBuffer", oids: []string{".1.3.6.1.4.1.2636.3.1.13.1.11", ".1.3.6.1.4.1.2636.3.1.13.1.15"},
			label: ".1.3.6.1.4.1.2636.3.1.13.1.5", keep: named("routing engine"), measure: percentOf(mega)},
		{name: "tpSysMonitorMemoryUtilization", oids: []string{".1.3.6.1.4.1.11863.6.4.1.2.1.1.2"}, measure: percent},
		{name: "sysRAMUsage", oids: []string{".1.3.6.1.4.1.890.1.15.3.2.5"}, measure: percent},
		{name: "memoryStatus", under: []string{".1.39.3.1", ".1.39.3.3"}, measure: freeOf(1)},
		{name: "extremeMemoryMonitorSystemFree", oids: []string{".1.3.6.1.4.1.1916.1.32.2.2.1.2", ".1.3.6.1.4.1.1916.1.32.2.2.1.3"}, measure: freeOf(kilo)},
		{name: "rcKhiSlotMemUsed", oids: []string{".1.3.6.1.4.1.2272.1.85.10.1.1.6", ".1.3.6.1.4.1.2272.1.85.10.1.1.7"}, measure: usedAndFree(kilo)},
		{name: "fgSysMemUsage", oids: []string{".1.3.6.1.4.1.12356.101.4.1.4", ".1.3.6.1.4.1.12356.101.4.1.5"}, measure: percentOf(kilo)},
		{name: "fsSysMemUsage", oids: []string{".1.3.6.1.4.1.12356.106.4.1.3", ".1.3.6.1.4.1.12356.106.4.1.4"}, measure: usedOf(kilo)},
		{name: "agentSwitchCpuProcessMemFree", oids: []string{".1.3.6.1.4.1.4413.1.1.1.1.4.2", ".1.3.6.1.4.1.4413.1.1.1.1.4.1"}, measure: freeOf(kilo)},
		{name: "agentSwitchCpuProcessMemFree", oids: []string{".1.3.6.1.4.1.4526.10.1.1.1.4.2", ".1.3.6.1.4.1.4526.10.1.1.1.4.1"}, measure: freeOf(kilo)},
		{name: "agentSwitchCpuProcessMemFree", measure: freeOf(kilo),
			oids: []string{".1.3.6.1.4.1.674.10895.5000.2.6132.1.1.1.1.4.2", ".1.3.6.1.4.1.674.10895.5000.2.6132.1.1.1.1.4.1"}},
		{name: "healthModuleMemory1MinAvg", oids: []string{".1.3.6.1.4.1.6486.801.1.2.1.16.1.1.1.1.1.8"}, measure: percent},
		{name: "healthDeviceMemory1MinAvg", oids: []string{".1.3.6.1.4.1.6486.800.1.2.1.16.1.1.1.11"}, measure: percent},
		{name: "snAgGblDynMemUtil", oids: []string{".1.3.6.1.4.1.1991.1.1.2.1.53", ".1.3.6.1.4.1.1991.1.1.2.1.54"}, measure: percentOf(1)},
		{name: "sysExtMemoryUsed", oids: []string{".1.3.6.1.4.1.14823.2.2.1.2.1.15.1.3", ".1.3.6.1.4.1.14823.2.2.1.2.1.15.1.4"}, measure: usedAndFree(kilo)},
		{name: "aiAPMemoryFree", oids: []string{".1.3.6.1.4.1.14823.2.3.3.1.2.1.1.10", ".1.3.6.1.4.1.14823.2.3.3.1.2.1.1.8"}, measure: freeOf(1)},
		{name: "agentFreeMemory", oids: []string{".1.3.6.1.4.1.14179.1.1.5.2", ".1.3.6.1.4.1.14179.1.1.5.3"}, measure: freeOf(kilo)},
		{name: "arubaWiredVsfMemberMemory", oids: []string{".1.3.6.1.4.1.47196.4.1.1.3.15.1.2.1.14", ".1.3.6.1.4.1.47196.4.1.1.3.15.1.2.1.13"}, measure: usedOf(kilo)},
		{name: "nmscardMEMUtilization", oids: []string{".1.3.6.1.4.1.3320.3.6.10.1.12"}, measure: percent},
		{name: "ruijieMemoryPoolCurrentUtilization", oids: []string{".1.3.6.1.4.1.4881.1.1.10.2.35.1.1.1.3"}, measure: percent},
		{name: "frogfootMemFree", oids: []string{".1.3.6.1.4.1.10002.1.1.1.1.1", ".1.3.6.1.4.1.10002.1.1.1.1.2"}, measure: freeOf(kilo)},
	}
}

package storetest

func importCases() []testCase { return nil }
func upkeepCases() []testCase { return nil }

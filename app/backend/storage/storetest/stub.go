package storetest

func changeCases() []testCase   { return nil }
func customerCases() []testCase { return nil }
func importCases() []testCase   { return nil }
func upkeepCases() []testCase   { return nil }
